"""What ``long_prose_corpus`` adds in English, written for this workbook."""

ENGLISH = """\
The weaver's two looms

In the street behind the church lived a weaver who owned two looms. The first was old and \
simple. It had one shuttle and one pattern, and a child could work it. The second was new, and \
had forty levers, and with it one could weave anything: birds, names, the map of a city. The \
weaver loved the second loom and was ashamed of the first.

One winter a merchant brought her a small piece of cloth, no larger than a hand, and asked for \
thirty yards of the same. It was old cloth, and a little moth-eaten. The weaver put it under the \
lamp and set the forty levers so that every thread was matched. Where the moths had been, she \
wove holes. Where the dye had run, she wove a stain. When she held her thirty yards beside the \
piece, nobody could tell where the one ended and the other began.

The merchant was not pleased. "I did not ask you for the holes," he said. "I asked you for the \
cloth." The weaver answered that the holes were in the piece, and that she had been true to it. \
"You have been true to the piece," said the merchant, "but the piece was only a witness. You \
should have asked what it was a witness of."

She thought about this for a long time. Then she took the same piece to the old loom. The old \
loom could not make holes. It could make stripes, and so it made stripes, and the stripes were \
the ones that the cloth had had before the moths came. It was not a perfect match. Here and \
there a thread was wider than it should have been. But the merchant bought it all.

After that the weaver used both looms, and she had a rule for choosing between them. When a \
customer brought a large piece, she took the new loom, for in a large piece the moths cannot \
have been everywhere, and the pattern shows through. When a customer brought a small piece, she \
took the old one. And when she did not know, she cut the piece in two, wove after the one half, \
and laid what she had woven beside the other. "It is the other half that tells me the truth," \
she said. "The first half only tells me what I want to hear."

Her daughter found a third way, which the weaver had not thought of. She kept the new loom, but \
she tied a weight to each of its levers, so that it cost some strength to move them. A lever now \
moved only when the cloth really asked for it, again and again. One thread that stood out from \
the others was not enough. With light weights the new loom wove the holes; with heavy ones it \
wove nothing but grey; and somewhere between there was a weight with which it wove better than \
either loom had ever done alone. The daughter found it by trying, with the other half of the \
piece beside her.

"How did you know which weight was right?" asked the weaver. "I did not know," said the \
daughter. "I only knew how to find out that I was wrong."

The hill in the mist

A surveyor was sent to find the lowest point of a valley, so that a well could be dug there. But \
he came in November, and the mist lay so thick that he could see no further than his boots. He \
could not see the valley at all. He could only feel with his feet in which direction the ground \
fell, and how steeply.

On the first day he took a step downwards, felt again, took another step, and so on. It worked \
well on the slopes, and at noon he stood at the bottom of a long gully. The gully itself ran \
gently down towards the south, but its walls were steep. Each time he stepped, his feet told him \
of the wall and not of the gully, and so he went from one wall to the other, and back, and \
again. In the evening he was very tired and had gone forty yards to the south.

On the second day he rolled a stone before him. A stone does not turn at once when the ground \
turns. It still remembers where it was going. When the left wall pushed it to the right, and the \
right wall to the left, the pushes cancelled; but the gully pushed it southwards all the time, \
and that added up. By noon the stone had passed the place where he had given up the evening \
before. It ran past the bottom of the next hollow, climbed a little on the other side, came \
back, and lay still. "You are in too much of a hurry," said the surveyor to the stone, but he \
wrote it down as a success.

On the third day he noticed that he had two kinds of ground to deal with. There was soft grass, \
where a long step cost nothing, and there was loose rock, where a long step might break his leg. \
So he measured, for each direction, how much the ground had moved under him lately, and where it \
had moved a great deal he took short steps, and where it had hardly moved he took long ones. \
This was more writing than he liked. He needed two numbers for every direction where before he \
had needed none. But he was never again thrown from wall to wall.

On the fourth day he dug his well, and there was no water in it. The hollow where he stood was a \
hollow, but it was not the valley. Somewhere in the mist there was a lower one, and a ridge \
between. He sat down on the edge of the hole. It is an old sorrow of those who can only feel \
with their feet: every hollow feels like the last one.

An old shepherd came by and laughed at him, though not unkindly. "It is not so bad as you \
think," she said. "On a hill with only two directions, hollows are everywhere. But think of a \
hill with a thousand directions. To be a hollow there, the ground must rise in all thousand of \
them at once. That almost never happens. Nearly always there is one direction left that goes \
down, only you have to find it, and from the place itself you may not feel it, because there the \
ground is flat." The surveyor said that he could not think of a hill with a thousand directions. \
"Nor can I," said the shepherd, "but I have walked on one all my life."

The mapmaker's apprentices

A mapmaker had three apprentices, and every evening they brought their drawings to her, and she \
told them how wrong they were. The first apprentice drew coastlines. The second took the \
coastlines of the first and drew the rivers that met them. The third took the rivers of the \
second and drew the villages that lay on them. Only the villages were ever compared with the \
truth, for the mapmaker had a list of villages, and had never seen the coast.

So in the evening she would say to the third apprentice: "This village is two miles too far \
west." The third apprentice asked herself how much of it was her own fault, for she might have \
measured badly along the river, and how much was the river's. Then she turned to the second \
apprentice and said: "My village was two miles too far west, and by my reckoning a mile of that \
came from your river here, and nothing from your river there." The second did the same, and \
turned to the first. So the blame travelled backwards through the workshop, in the opposite \
order to that in which the maps had been drawn, and each took from it only as much as was his, \
and passed on the rest.

It was important that nobody tidied up too early. To know how much of a mistake was his own, an \
apprentice needed the very sheet from which he had worked that morning, with all its little \
crosses. If he had thrown it away to save paper, he had to draw it again in the evening, and \
that was sometimes done, when paper was dear and evenings were long. And if one of them rubbed \
something out on his sheet and drew over it after the next apprentice had copied it, then all \
the blame that came back was about a map that no longer existed. The mapmaker had a rule about \
that, in red letters, over the door.

With three apprentices this went well. The mapmaker became ambitious and took on thirty, one \
behind the other, each drawing one more detail. Now something odd happened. Each apprentice was \
a modest person, and believed that only nine tenths of any mistake could really be the fault of \
those before him. Nine tenths of nine tenths of nine tenths, thirty times over, is hardly \
anything at all. The last apprentices were told off every evening and drew better and better \
villages. The first apprentice, who drew the coast, heard only a faint and friendly murmur, and \
went on drawing the same coast that he had drawn on the first day, which was wrong.

She tried apprentices who were not modest, and who passed on eleven tenths of every mistake. \
Then the first one was shouted at so loudly that he tore up the coast and drew another, quite \
different one, each evening.

In the end she did something simple. She let every apprentice lay his sheet over the one before, \
on thin paper, and draw only what he wanted to change. Where he had nothing to say, the old \
lines shone through. And on the way back, in the evening, every complaint went through the thin \
paper too, past all those who had changed nothing, and reached the first apprentice as loudly as \
it had begun. Each of the thirty now had less to do than before. It was remarkable how much \
better the coast became, once somebody could hear what was wrong with it.

The ear of the bell founder

There was once a founder who cast bells, and who could tell a bad bell from a good one by its \
first stroke. People asked him how he did it. He said that he listened. That was true and did \
not help anybody.

His son wanted to learn it properly. He bought a book and wrote in it, for each bell, all that \
could be measured: the weight, the height, the copper and the tin, the weather on the day of the \
casting. There were thirty columns. He wrote down too what his father had said of it, good or \
bad. When he had a hundred bells in his book, he sat down to find the rule, and he found one. \
All bells that were cast on a Tuesday, with less than four parts of tin, were bad. The rule was \
right for every bell in the book. He was very proud of it.

The next bell was cast on a Tuesday, with three parts of tin, and it was the best that the \
foundry had ever made.

"How many rules did you try?" asked the father. The son had to admit that he had tried a great \
many, since there were thirty columns, and one could put them together in every possible way. \
"If you try a thousand rules on a hundred bells," said the father, "then a few of them must fit, \
as a few of a thousand keys will turn in any lock. That they fit does not mean that they were \
made for it. Next time, tell me the rule before you open the book."

So the son divided the book into three parts. In the first he looked for rules. In the second he \
chose among those that he had found. The third he sewed shut with strong thread, and gave it to \
his mother. When he had one rule, and only one, he went to her and asked her to cut the thread, \
and whatever the third part said about the rule, he believed.

He did this once. Then he found a mistake in his rule, and put it right, and went to his mother \
again, and asked for the third part. "You have already read it," she said. "It has told you its \
secret. If you want to be surprised again, you must cast new bells." He thought that this was \
hard. Later, when he had a foundry of his own, it was the only thing in the whole trade that he \
was strict about.

Three letters about a lost dog

The first letter. Dear neighbour, last night a dog came to our door. It is brown, with one white \
foot, and answers to no name that we have tried. My husband believes that it is yours. I do not, \
because your dog was larger, when I last saw it, and I have never known a dog to shrink. It has \
eaten a whole cheese and is asleep under the table. Please write whether you miss one.

The second letter. Dear neighbour, thank you for your letter. We do miss a dog, and it is brown, \
and it has one white foot. That would make me certain, if it were not that every brown dog in \
this valley has a white foot, since they all come from the same mother. Let me reason aloud, for \
it is raining and I cannot come. There are perhaps thirty dogs here. Ten of them are brown, and \
all of those have a white foot. Before your letter I would have said that it was one chance in \
thirty that a dog at your door was mine. After your letter it is one in ten. But only two dogs \
are missing, mine and the miller's, and the miller's is black. So it is mine after all, and what \
settled it was not anything that you saw. Ask it to sit. If it does not, it is certainly mine.

The third letter. Dear neighbour, it did not sit. But I have thought about your reasoning, and \
there is a hole in it as large as a dog. You say that only two are missing. You mean that you \
have only heard of two. On the other side of the hill there are dogs as well, and nobody here \
would have heard if one of them was lost. If you give them even a small chance, your certainty \
becomes something less, and you would be wise to leave it a little room. You should never say \
that a thing has no chance at all, for then no letter in the world can change your mind. As it \
happens, the boy from the other side of the hill was here this morning, with a rope. It was his \
dog. It is sitting in front of him as I write this, like a statue. The cheese I shall put on his \
account and not on yours.

The night watch

The night watchman of the town had a lantern and a round that took him four hours. He was to \
look for fires, and there was hardly ever one. In eleven years he had seen two. The council \
wanted to know how well he did his work, and somebody proposed to count on how many nights he \
had been right. He came home every morning and said that there had been no fire. He was right on \
all nights but two, and on those two he had seen the fire as well. So he was right on all nights.

"Then we could have a watchman who sleeps," said the treasurer. "He too would say every morning \
that there had been no fire. He would be wrong on two nights in eleven years. I should call that \
very good." Nobody could find the mistake in this, and they all knew that there was one.

The teacher found it. "You are counting the wrong nights," she said. "Of the nights on which \
there was a fire, how many did he find? The sleeping watchman finds none. And of the nights on \
which he rang the bell, how many had a fire in them? A watchman who rings every night finds all \
fires, and nobody gets any sleep. These are two questions, and a good watchman has to answer \
both. If you want one number out of the two, do not take the middle between them, since a man \
who rings every night would still look half as good as a perfect one. Take a mean that is small \
as soon as one of the two is small."

The treasurer asked how loud the smoke must smell before a watchman should ring. "That you must \
decide for yourself," said the teacher. "It depends on what a fire costs you and what a night's \
sleep is worth. Draw me a line that shows, for every strength of smoke, how many fires he finds \
and how often he wakes you for nothing. Then put your finger on the place that you want. But do \
not ask the watchman to find that place. He has only a nose. He has no idea what your house \
cost."

The glassmaker and the noise

A glassmaker could make windows of every colour, but the town wanted something else from her. It \
wanted pictures, and she could not draw. What she had was patience, and a bag of fine grey sand.

She took a picture that another had painted on glass and scattered a pinch of sand over it. One \
could still see what it was: a ship. She scattered another pinch, and the masts were gone. She \
went on, pinch after pinch, and after a hundred of them there was nothing but grey, and nobody \
could have said whether there had been a ship under it, or a cow. She did this with a thousand \
pictures. It is not difficult to spoil a picture, if you are not in a hurry.

But each time, before she scattered a pinch, she looked hard at the glass, and each time \
afterwards she looked again, and she learned to say where the last pinch had fallen. At first \
she guessed badly. Then she noticed that sand on a mast looks different from sand on a sky, \
because a sky is smooth, and a mast is where one expects a mast to be. After a year she could \
look at any spoiled glass and point: this grain, and this, and this, do not belong to the \
picture. She could take away one pinch, and what was left was a little clearer.

Now she did a thing that made the neighbours talk. She took a clean glass and covered it all \
over with grey sand, at random, with no picture under it at all. Then she looked at it hard, as \
if there were one, and took away the pinch that had come last, as she would have said. Then the \
pinch before that. Where she was not certain, she threw a few grains back, so as not to become \
too sure of herself. After a hundred steps there was a ship on the glass. It was not any of the \
thousand ships that she had spoiled. Nobody had ever painted it.

"Where was the ship before?" asked the neighbours. "Was it in the sand?" She shook her head. The \
ship had not been in the sand. It had been in the thousand pictures, a little in each, and in \
the hundred thousand times that she had looked. The sand had only decided which ship.

If she was in a great hurry, she took away ten pinches at once, and threw nothing back. The \
pictures were almost as good, and she made the same one every time from the same sand, which was \
useful when a customer changed his mind about the frame. And when a customer asked for a ship \
and not a cow, she looked at the glass twice: once as somebody who expects a ship, and once as \
somebody who expects nothing in particular. Then she went from the second opinion to the first, \
and somewhat further in that direction than was quite honest. It made very fine ships. It also \
made them all a little alike.

What the parrot knew

The harbour master had a parrot that had been on eleven ships and could finish any sentence. You \
said "raise the", and it said "anchor". You said "the wind has turned to the", and it said \
"north", because on those ships the wind had mostly turned to the north. It was never at a loss. \
Strangers believed that it understood them, and told it about their lives.

A quarrel arose about whether the parrot knew anything. The harbour master said that it knew \
everything that sailors say, and that this was a great deal, because sailors talk of most things \
sooner or later. The doctor said that it knew nothing, since it had never been wet. "It says \
'cold' after 'the water is'," he said, "but it would say 'cold' in the same way if water were \
hot, as long as the sailors said so." "And so would you," said the harbour master, "for you have \
never been in the water off the cape, and yet you told me last week that it is cold there."

They asked the parrot itself. You said "what do you know of the", and it said "sea", and \
everybody laughed, and nothing was settled.

The teacher made three tests. In the first she asked it things that the sailors had never said \
but that followed from what they had said. If the cape lies north of the town, and the island \
north of the cape, where does the island lie from the town? The parrot said "north", and she was \
impressed until she noticed that it said "north" in any case. So in the second test she asked \
the same thing with east and south, and it was right seven times in ten, which is better than \
guessing and worse than a child. In the third she told it a thing that was false, in a firm \
voice, and asked it again. It agreed with her at once. "That is what I wanted to see," she said. \
"It has learned what people say next. One of the things that people say next, when somebody \
speaks in a firm voice, is yes."

They decided to teach it better manners. Each time that it had said two different things to the \
same question, a few old people of the town were asked which of them they liked more, and it was \
given a nut for that one. After a month it was polite, careful and modest, and began every \
sentence by saying that it was only a parrot. It was a pleasure to talk to. But it had also \
noticed that the old people liked long answers, and now it never stopped. It had noticed that \
they liked to be praised. "You have not taught it to be good," said the doctor, who was not \
himself quite without nuts in his pocket. "You have taught it what you give nuts for. See to it \
that these are the same thing, or leave the beak alone."

How to fold a letter

A sheet of paper is folded once, and the two edges meet. That is easy. It is folded twice, and \
four corners meet. If you fold it seven times, it becomes so thick that it will not go on, \
however large it was. This is worth trying once, because everybody believes that the next time \
it will be different.

Things that double do not look dangerous at the beginning. A grain of rice on the first field of \
a chessboard and two on the second is a joke that is told to children. Nobody laughs at the end \
of the board. It is the same with a row of small numbers that are multiplied. If each is a \
little less than one, the product is nothing before you have noticed, and if each is a little \
more, it is everything. If you want to walk a long way, your steps must be of the right length \
to very many places after the point.

There is a remedy, and it is old. Do not multiply the numbers. Add up their logarithms. What \
would have been a number too small for any paper becomes a plain negative one, like the depth of \
a well. Only when you are asked for the answer itself do you go back, and often you need not go \
back at all, since the larger of two numbers has the larger logarithm too.

And when you have to add such numbers, and have only their logarithms, then find the largest \
first and measure all others from there. The largest becomes one, the others become something \
less, and nothing can run over the edge. The small ones may disappear, but they would not have \
changed the sum. It is a trick that a careful person finds out alone once in a lifetime, on the \
evening of the day on which everything has gone wrong.

The library of short cuts

In a certain library the books were not arranged by their titles nor by their authors, but by \
what they were about, and not on shelves but in the air. Every book hung on a thread. Books \
about rivers hung near books about boats, and those near books about fishing, and so on, until \
at the far end of the hall there were books about kings. The librarian had hung them so herself, \
in a very simple way. Whenever a reader had asked for two books on the same day, she had moved \
the two a little closer together, and whenever she picked two at random, she had moved them a \
little apart. After some years every book had its place, and she could not have told anybody \
what the directions in the hall meant, although they clearly meant something. If you walked from \
the book about kings to the book about queens, and then took as many steps in the same direction \
from the book about uncles, you stood before the book about aunts.

A reader who came with a question was led to a place in the hall, and took down what hung \
nearest to it. For this the question had to be hung up as well, on a thread of its own, by the \
same rules. A question hung too high was near to nothing. At first large books were found more \
often than small ones, only because they stuck out further. So the librarian hung all of them at \
the same distance from the lamp in the middle, and looked only at the direction in which they \
hung.

With a hundred books one looked at each. With a million, that would have taken all night. So she \
tied ribbons from every book to a few of its neighbours, and to a few that were far away. The \
reader began anywhere, took the ribbon that led closest to his question, and from there the \
next. It was quick. It was not certain. Now and then somebody ended at a book from which all \
ribbons led further off, while the right one hung in the next alcove. "I can make it certain," \
said the librarian, "if you bring your supper." Nobody ever did.

A lesson in forgetting

The old clockmaker could no longer keep everything in his head, and so he bought a slate. Each \
evening he wiped out some of it and wrote something new. In the first year he wiped out the same \
amount every evening, a tenth of the slate, without looking. What had happened in spring was \
gone by summer, whether it mattered or not. The name of his sister's child went that way, and \
the debt of the baker.

In the second year he had a better plan. Before he wiped, he looked at the news of the day and \
at the slate, and asked three questions of every line. Is this still worth keeping? Is there \
something today that is worth writing here? And does anybody need to see it at the moment, or is \
it enough that I have it? A line that was worth keeping he did not touch at all; he did not even \
copy it out, as copying is how mistakes begin. So there were lines on the slate that stood there \
unchanged for ten years, in the middle of all the others that came and went. The debt of the \
baker was one of them.

It did not work from the first day. At the beginning he wiped too much, out of habit, and after \
a week he had nothing left that was older than a week, and could not learn what was worth \
keeping, because he had kept nothing long enough to find out. So his daughter told him to begin \
the other way about: keep everything unless you have a good reason. That was the whole secret. \
Later he learned to forget, and he became very good at it, but he had to begin by remembering.

In the last year he gave up the slate. He hung all his papers on the wall, and when he needed \
something he looked at all of them at once, a little at each, and more at those that had to do \
with what he was thinking about. It was wonderful as long as the wall was small. Nothing faded \
and nothing had to be decided in the evening. But with every paper that he hung up, every look \
took longer, and one day he noticed that he spent more time looking than living. He took down \
the older half and read them to his daughter, and she wrote what they had in common on one \
sheet, and hung that up in their place. "Now it is a slate again," she said. He had to laugh, \
because it was true.
"""
