"""A few things the demo can say something true about, found by words of the prompt."""

from msgspec import Struct


class Topic(Struct, frozen=True):
    """What the demo knows of one thing.

    Attributes:
        words: lower-case stems that lead here.
        points: pairs of a short name and a sentence.
        rows: a table, its head first.
        link: name and address of a page with more.
    """

    title: str
    words: tuple[str, ...]
    paragraphs: tuple[str, ...]
    points: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    quote: str
    link: tuple[str, str]


TOPICS = (
    Topic(
        "Lighthouses",
        ("lighthouse", "beacon"),
        (
            "A lighthouse is a simple promise kept every night: a light whose rhythm no other "
            "light nearby shares, so that a sailor who counts the seconds knows where he is. "
            "The rhythm is called its *characteristic* and is printed on the chart.",
            "Until 1822 the light was weak however large the fire. Then Augustin-Jean Fresnel "
            "cut the lens into rings, threw away the glass that only added weight, and bent "
            "almost all of the light into one beam that could be seen beyond the horizon.",
        ),
        (
            ("The tower", "lifts the lamp, because the curve of the earth hides low lights"),
            ("The lens", "gathers the light into one or several beams"),
            ("The rhythm", "tells one lighthouse from the next"),
            ("The colours", "of the tower itself serve by day, when the lamp does not"),
        ),
        (
            ("Height of lamp", "Seen from the waterline at about"),
            ("10 m", "6.2 nautical miles"),
            ("25 m", "10 nautical miles"),
            ("50 m", "14 nautical miles"),
        ),
        "The light that is seen by everyone belongs to nobody.",
        ("Lighthouse", "https://en.wikipedia.org/wiki/Lighthouse"),
    ),
    Topic(
        "Dunes and deserts",
        ("dune", "desert", "sand"),
        (
            "A dune walks. Wind rolls and bounces the grains up the gentle side until they "
            "slide down the steep one, and so the whole hill moves forward, grain by grain, "
            "some by more than ten metres a year.",
            "The steep side always lies at about 32 to 34 degrees: the angle at which dry sand "
            "starts to slide. That is why dunes all over the world look related.",
        ),
        (
            ("Barchan", "a crescent; its horns point downwind"),
            ("Seif", "a long ridge shaped by two winds in turn"),
            ("Star dune", "several arms; winds from everywhere; grows up instead of walking"),
        ),
        (
            ("Desert", "Area", "Kind"),
            ("Antarctic", "14.2 million km²", "polar"),
            ("Sahara", "9.2 million km²", "subtropical"),
            ("Gobi", "1.3 million km²", "cold winter"),
        ),
        "What makes the desert beautiful is that somewhere it hides a well. (Saint-Exupéry)",
        ("Dune", "https://en.wikipedia.org/wiki/Dune"),
    ),
    Topic(
        "The moon",
        ("moon", "lunar", "eclipse"),
        (
            "The moon is 384,400 km away on average and turns around itself exactly as often as "
            "it goes around us; so we always see the same face of it.",
            "Its phases are not our shadow: half of the moon is always lit by the sun, and we "
            "see that half from changing sides. Our shadow falls on it only in an eclipse.",
        ),
        (
            ("New moon", "it stands towards the sun and shows its night side"),
            ("First quarter", "it sets around midnight"),
            ("Full moon", "it rises as the sun sets"),
            ("Last quarter", "it rises around midnight"),
        ),
        (
            ("", "Earth", "Moon"),
            ("Diameter", "12,742 km", "3,474 km"),
            ("Gravity", "9.81 m/s²", "1.62 m/s²"),
            ("Day", "24 h", "29.5 days"),
        ),
        "Everyone is a moon, and has a dark side which he never shows. (Mark Twain)",
        ("Moon", "https://en.wikipedia.org/wiki/Moon"),
    ),
    Topic(
        "The sea and its tides",
        ("sea", "ocean", "tide", "wave", "coast", "beach"),
        (
            "The sea rises and falls mostly twice a day, and the moon is the chief reason: it "
            "pulls the near side more than the middle of the earth, and the middle more than "
            "the far side; so there are two bulges of water, and we turn through both.",
            "Waves are another matter. They are made by wind, and what travels is the shape: "
            "the water itself goes round in circles and hardly moves on.",
        ),
        (
            ("Spring tide", "sun and moon pull in one line, at new and full moon"),
            ("Neap tide", "they pull at a right angle, and the range is small"),
            ("Swell", "waves that have left the wind that made them"),
        ),
        (
            ("Place", "Largest tidal range"),
            ("Bay of Fundy", "about 16 m"),
            ("Bristol Channel", "about 15 m"),
            ("Mediterranean, mostly", "under 0.5 m"),
        ),
        "The sea, once it casts its spell, holds one in its net of wonder for ever. (Cousteau)",
        ("Tide", "https://en.wikipedia.org/wiki/Tide"),
    ),
    Topic(
        "Coffee",
        ("coffee", "espresso", "barista"),
        (
            "Good coffee is mostly four numbers: how much coffee, how much water, how fine, how "
            "hot. Change one at a time and taste; that is the whole secret.",
            "Sour usually means that too little was drawn out of the coffee (grind finer, or "
            "hotter water); bitter and dry means too much.",
        ),
        (
            ("Ratio", "1 g of coffee to 15 to 17 g of water is a good place to start"),
            ("Water", "between 90 and 96 °C"),
            ("Grind", "like coarse sand for a filter, finer for espresso"),
            ("Time", "two and a half to four minutes for a hand filter"),
        ),
        (
            ("Method", "Grind", "Time"),
            ("Espresso", "fine", "25 to 30 s"),
            ("Hand filter", "medium", "3 min"),
            ("French press", "coarse", "4 min"),
        ),
        "As long as there was coffee in the world, how bad could things be? (Cassandra Clare)",
        ("Coffee preparation", "https://en.wikipedia.org/wiki/Coffee_preparation"),
    ),
    Topic(
        "Forests",
        ("forest", "tree", "wood", "leaf", "leaves"),
        (
            "A forest is a slow conversation about light. Every tree tries to be a little "
            "taller than its neighbour, and all of them pay for it with wood.",
            "Below the ground it is quieter: fungi live on the roots of most trees, bring them "
            "water and minerals, and are paid in sugar.",
        ),
        (
            ("Canopy", "takes most of the light"),
            ("Understorey", "waits for a gap"),
            ("Forest floor", "turns last year's leaves into next year's soil"),
        ),
        (
            ("Forest", "Rain in a year", "Known for"),
            ("Boreal", "400 to 1,000 mm", "spruce, pine, larch"),
            ("Temperate", "750 to 1,500 mm", "oak, beech, maple"),
            ("Tropical rain forest", "over 2,000 mm", "more kinds of trees than can be counted"),
        ),
        "The best time to plant a tree was twenty years ago. The next best time is now.",
        ("Forest", "https://en.wikipedia.org/wiki/Forest"),
    ),
    Topic(
        "Mountains",
        ("mountain", "alps", "peak", "summit", "hiking", "climb"),
        (
            "Most great mountain chains are the crumple zones of continents: plates push, the "
            "crust thickens and rises, and ice and rivers carry it away again at nearly the "
            "same speed.",
            "Air gets colder by about 6.5 °C for every 1,000 metres, and thinner: on top of "
            "Mount Everest there is a third of the oxygen at the sea.",
        ),
        (
            ("Fold mountains", "Alps, Himalaya, Andes"),
            ("Volcanoes", "Fuji, Kilimanjaro, Teide"),
            ("Fault blocks", "Sierra Nevada, Harz"),
        ),
        (
            ("Peak", "Height", "First climbed"),
            ("Mount Everest", "8,849 m", "1953"),
            ("Mont Blanc", "4,806 m", "1786"),
            ("Matterhorn", "4,478 m", "1865"),
        ),
        "The mountains are calling and I must go. (John Muir)",
        ("Mountain", "https://en.wikipedia.org/wiki/Mountain"),
    ),
    Topic(
        "Colour",
        ("color", "colour", "palette"),
        (
            "A palette holds together when its colours share something (the light that falls "
            "on them, a common greyness, one hue mixed into all) and differ in something else.",
            "Light and dark carry the picture. If it works in grey it will work in colour; the "
            "other way round it seldom does.",
        ),
        (
            ("Hue", "which colour it is; a place on the circle"),
            ("Chroma", "how strong it is"),
            ("Lightness", "how much light there is; the eye reads it first"),
        ),
        (
            ("Scheme", "Hues", "Mood"),
            ("Analogous", "neighbours", "calm"),
            ("Complementary", "opposites", "lively"),
            ("Triad", "three at equal distance", "playful"),
        ),
        "Colour is a power which directly influences the soul. (Kandinsky)",
        ("Color theory", "https://en.wikipedia.org/wiki/Color_theory"),
    ),
    Topic(
        "Python",
        ("python", "asyncio", "programming language"),
        (
            "Python reads almost like the sentence you would have said aloud, and that is its "
            "point: code is read far more often than it is written.",
            "Its speed comes from what it calls: the loops of NumPy, SQLite or Qt run in C, and "
            "Python says what should be done.",
        ),
        (
            ("Types", "optional hints that tools check before the program runs"),
            ("asyncio", "many things that wait, in one thread"),
            ("venv", "a folder of packages for each project, so that none disturbs another"),
        ),
        (
            ("Need", "Reach for"),
            ("A small value", "`@dataclass(frozen=True, slots=True)`"),
            ("A path", "`pathlib.Path`"),
            ("A file of settings", "`tomllib`"),
        ),
        "Beautiful is better than ugly. Explicit is better than implicit. (The Zen of Python)",
        ("The Python tutorial", "https://docs.python.org/3/tutorial/"),
    ),
    Topic(
        "Cities",
        ("city", "cities", "skyline", "town", "street"),
        (
            "Cities are what happens when distance becomes expensive: people live closer and "
            "build higher so that more of what they want is a short way off.",
            "Good streets have one thing in common, said Jane Jacobs: there are always eyes on "
            "them, because there is always somebody with a reason to be there.",
        ),
        (
            ("Short blocks", "give every walk several ways to go"),
            ("Mixed uses", "keep a street alive from morning to night"),
            ("Old buildings", "are where new ideas can pay the rent"),
        ),
        (
            ("City", "People in the urban area (about)"),
            ("Tokyo", "37 million"),
            ("Delhi", "33 million"),
            ("Shanghai", "29 million"),
        ),
        "Cities have the capability of providing something for everybody. (Jane Jacobs)",
        ("City", "https://en.wikipedia.org/wiki/City"),
    ),
)


def find_topic(prompt: str) -> Topic | None:
    """The topic that most words of a prompt lead to, or None."""
    words = prompt.lower().replace("-", " ").split()
    best, most = None, 0
    for topic in TOPICS:
        hits = sum(word.strip(".,;:!?\"'()").startswith(topic.words) for word in words)
        if hits > most:
            best, most = topic, hits
    return best
