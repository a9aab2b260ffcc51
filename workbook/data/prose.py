# ruff: noqa: RUF001 - Chinese has commas and brackets of its own
"""The texts of ``prose_corpus``, written for this workbook."""

ENGLISH = """\
The ferryman of Lower Marsh kept a notebook. Every morning he wrote down how high the river stood \
at the third post, and every evening he guessed how high it would stand the next day. At first \
his guess was simply the number of the day before. That was not a bad guess. A river is slow, \
and tomorrow looks much like today.

After a year he looked through the notebook and saw that he could do better. When the river had \
risen for two days, it usually rose on the third as well. So he began to look at two numbers \
instead of one: where the water was, and where it had come from. His guesses improved, and the \
farmers along the bank began to ask for them.

Then came a spring in which nothing fitted. The snow in the hills had melted early, three weeks \
before, and the river remembered it, although the notebook did not. The ferryman had looked at \
two days, and the cause lay twenty days back. "I must look further," he said, and drew a table \
with a column for each of the last thirty days. But with so many columns, every day was unlike \
every other day, and he had no two rows that agreed. He had seen too little of the river to fill \
such a table, and one lifetime would not have been enough.

His daughter had another idea. "Do not keep all the old numbers," she said. "Keep one number \
that you change a little every day. Call it the wetness of the hills. When it snows, raise it. \
When it thaws, lower it, and expect the river to rise." So they kept a second column, which \
stood for everything that had happened before, and which no post in the river could show. Each \
evening they worked out the new wetness from the old wetness and the weather of the day, always \
by the same rule. The rule fitted on one line. The past of the river fitted into one number.

It was not a perfect rule. When a message has to pass through thirty evenings, and each evening \
a tenth of it is lost, little is left at the end. The ferryman found that the wetness forgot the \
autumn by the time spring came. He tried to lose less each evening, but then small mistakes grew \
from day to day until the number was nonsense. Between forgetting and going mad there was a \
narrow path, and most of his second notebook is about that path.

The baker's letters

In the same town lived a baker who could not spell. He could make eleven kinds of bread, and he \
sold them from a board in front of the shop on which he wrote the names of the day. He wrote one \
letter at a time, and before each letter he thought hard about the one he had just written. \
After q he wrote u. After t he often wrote h. He never wrote three s in a row. What he wrote \
looked like words from far away, and people stopped in front of the board to find out why they \
could not read it.

A schoolteacher explained to him that a letter depends on more than the one before. "Look at the \
last two," she said, and the board became better. With the last three there were real words on \
it, and with the last five there were whole names of bread. With the last ten, however, the \
baker only copied what he had seen on other boards. He had no more mistakes and no more new \
bread. "Now you know everything and understand nothing," said the teacher, and she bought a \
loaf that had no name at all.

How do you measure how well somebody guesses letters? The teacher had a game for it. She covered \
a line of a book and asked the baker for the next letter. If he was certain and right, it cost \
him nothing. If he had thought two letters equally likely, it cost him one coin. Four equally \
likely letters cost two coins, eight cost three. A letter that he had thought impossible cost \
him the shop. At the end of the page they counted the coins and divided by the letters. Nobody \
in the town ever paid less than one coin a letter, however clever they were, because a book that \
could be guessed for nothing would not be worth reading.

Once, a stranger came through the town and paid nothing at all. He guessed every letter. The \
people were amazed, but the teacher looked under the table, where a small mirror stood and \
showed him the page. "When somebody is better than the book allows," she said, "do not praise \
him. Look for the mirror."

Boats in the fog

There is a lighthouse at the end of the harbour wall, and on most nights nobody needs it. The \
sailors know the way by counting: so many strokes from the buoy, so many from the wall, then \
turn. But counting has a weakness. A sailor who counts nine instead of ten turns one stroke too \
early, begins the next count from a place where he should not be, and adds the next mistake to \
the first. After five turns he may be anywhere. The lighthouse does not make him a better \
counter. It tells him, once in a while, where he really is, and then he can begin again from the \
truth.

Learning to sail by the light and learning to sail by counting are two different things. A boy \
who has only ever sailed on clear nights, with the true place before his eyes at every stroke, \
may be lost in his first fog, because he has never had to live with his own mistakes. So the old \
sailors take the boys out on clear nights and cover their eyes: first for one stroke, then for \
three, then for ten. "It is not unkind," they say. "The fog would do it anyway."

The clock that was too helpful

An inventor built a clock that told the time before it was asked. It listened to the footsteps \
on the stairs, knew who was coming, and called out the hour. Everyone was delighted until it was \
found that the clock called out the hour at which people usually came. On the day the mail was \
late it was an hour wrong, and nobody noticed, because the mail had never been late before. The \
inventor had tested it every day for a year, but always on the same stairs, with the same people.

He learned two things. The first was that a machine may give the right answer for the wrong \
reason, and that you do not see the difference as long as the world stays as it was. The second \
was that a test must be able to fail. From then on, whenever he had built something, he asked \
somebody who did not like him to try it.

Small things about words

A word is not always what stands between two spaces. Is "don't" one word or two? Is "ice cream"? \
If you count words, you must first decide, and two people who decide differently will count \
differently for ever after. Write the rule down, however dull it is.

Some words come again and again. In a page of English every fourteenth word or so is "the". \
Others come once and never again, and these are the greater part of any list. If you throw away \
every word that you have seen only once, the list becomes half as long, and you have hardly \
lost any of the text. But do not throw them away without a trace. Put one sign in their place, \
so that the reader knows that something stood there.

When you join texts of different lengths into one table, you must fill the short ones up, and \
the filling is not text. It should cost nothing, teach nothing and count for nothing. Most \
mistakes with tables of text are mistakes about the filling.

And when you have written a long text and want to know how it ends, do not read the last page \
first. It is a good habit for a reader, and the only honest one for a machine.
"""

CHINESE = """\
镇上有一个摆渡人，他有一本旧本子。每天早上，他记下河水在第三根木桩上的高度；每天晚上，他猜明天的水有多高。\
起初他总是猜和今天一样高。这个办法不算坏，因为河水变得很慢，明天常常像今天。

过了一年，他翻看本子，发现可以猜得更准。如果水已经涨了两天，第三天多半还要涨。于是他不只看一个数，而是看两个数：\
水现在在哪里，水从哪里来。他猜得越来越准，河边的农夫都来问他。

后来有一个春天，什么都不对了。山上的雪化得早，三个星期以前就化了。河水记得这件事，本子却不记得。摆渡人只看两天，\
而原因在二十天以前。他说：“我要看得更远。”他画了一张大表，把过去三十天的数都写进去。可是格子太多了，\
没有两天是一样的，他一生也填不满这张表。

他的女儿有别的主意。她说：“不要留下所有的旧数。只留一个数，每天改一点。就叫它山的湿度吧。下雪的时候加一点，\
化雪的时候减一点，再猜河水会涨。”从此他们多记一列。这一列代表从前发生的一切，河里的木桩是看不见的。\
每天晚上，他们用昨天的湿度和今天的天气算出新的湿度，规则总是同一条。规则只有一行，河的过去却都在一个数里。

这条规则并不完美。一个消息要走过三十个晚上，每个晚上丢掉十分之一，最后就剩不下多少了。春天来的时候，\
湿度已经忘了秋天。摆渡人想丢得少一点，可是小的错误一天一天变大，最后那个数完全没有意义。在忘记和发疯之间，\
有一条很窄的路。他的第二本本子，写的大多是这条路。

面包师的招牌

同一个镇上有一个面包师，他不大会写字。他会做十一种面包，每天把名字写在门前的木板上。他一次写一个字，\
写每个字以前都认真想一想刚才写的那个字。从远处看，木板上好像真有一句话，走近了却谁也看不懂。

一位老师告诉他：“一个字不只和前面一个字有关。你要看前面两个字。”木板上的字果然好一些了。看前面三个字，\
就有了真正的词；看前面五个字，就有了完整的名字。可是看前面十个字的时候，面包师只是在抄别人的招牌。\
他不再写错，也不再写出新的东西。老师说：“现在你什么都知道，却什么也不懂。”

怎样才能知道一个人猜字猜得好不好呢？老师有一个游戏。她把书盖住，请面包师猜下一个字。如果他很肯定，而且猜对了，\
就不用给钱。如果他觉得两个字一样可能，就给一个铜钱；四个字一样可能，给两个；八个字，给三个。如果出现的字是他认为\
不可能的，他就要把店给别人。一页猜完，他们数一数铜钱，再除以字数。镇上最聪明的人也要给钱，因为一本不花钱就能猜出来\
的书，是不值得读的。

有一次来了一个外地人，他一个铜钱也没有给，每个字都猜对了。大家都很吃惊。老师却看了看桌子下面，那里放着一面小镜子，\
把书上的字照给他看。老师说：“如果有人比书本身还要好，不要夸他，先去找镜子。”

雾里的船

港口的尽头有一座灯塔，大多数晚上没有人需要它。水手们靠数数认路：从浮标划多少下，从石墙划多少下，然后转弯。\
可是数数有一个弱点。应该数十下，却只数了九下，船就早转了一下；下一次从错的地方开始数，新的错误又加在旧的错误上。\
转过五个弯，船在哪里就没有人知道了。灯塔不会让水手数得更好，它只是有时候告诉他，他真正在什么地方，\
他就可以从正确的地方重新开始。

看着灯光学开船，和靠数数学开船，是两件不同的事。一个孩子如果只在晴朗的晚上开过船，每划一下都看得见真正的位置，\
第一次遇到雾就可能迷路，因为他从来没有和自己的错误在一起过。所以老水手在晴天把孩子的眼睛蒙起来，先划一下，\
再划三下，再划十下。他们说：“这不是狠心，雾早晚会这样做的。”

关于字的小事

写中文的时候，词和词之间没有空格。“机器学习”是一个词，还是两个词？要数词，先要定规则；两个人的规则不同，\
数出来的结果就永远不同。最简单的办法是一个字一个字地数，这样谁也不会错。

有些字一次又一次地出现，比如“的”和“一”。有些字只出现一次，以后再也看不到，而它们占了字表的大半。\
如果把只见过一次的字都去掉，字表会短一半，文章却几乎没有少什么。可是不要悄悄地去掉，要在那个地方放一个记号，\
让读的人知道这里本来有一个字。

把长短不同的文章放进一张表，短的就要补齐，而补上去的不是文章。它不应该花钱，不应该教人什么，也不应该算在里面。\
关于表的错误，大半是关于补齐的错误。

如果你写了一篇很长的文章，想知道它怎样结束，请不要先看最后一页。对读者来说，这是好习惯；对机器来说，\
这是唯一诚实的习惯。
"""
