"""Made-up chats with known labels, mixed as measured on real ones.

Shares (of ten real weekly sessions): 29 % reposts; of the originals 25 % numbered
answers, 42 % replies without a number, a quarter neither. Of messages that begin with a
question's number most are answers by participants. Hosts put the number in mid-text in
10 of 49 questions. Of the numbered answers 80 % are on the running question; the lag has
a median of 7 minutes and nine in ten within 15. Some reply ids are corrupt.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sitegen.model import Message, order_key

WORDS = tuple(
    word
    for line in (
        "kettle leaf pot garden window morning story value people",
        "simple honest budget teacher library shelf network garden learn",
        "share notice listen open question practice culture support answer",
        "method critical students class resource time power voice local",
        "history search catalog desk reference community trust budget read",
        "write small large slow quick happy tired careful public",
        "private system",
    )
    for word in line.split()
)
ANSWER_FORMS = (
    ("A{n} ", 36), ("A{n}: ", 26), ("A{n}. ", 6), ("A{n}.1 ", 4), ("A{n}- ", 2),
    ("a{n} ", 2), ("A{n} - ", 1), ("A{n}/ ", 1), ("A{n} cont. ", 1), ("Q{n}: ", 8),
    ("Q{n} ", 3), ("#critchat A{n}: ", 2), ("@mara A{n} ", 2), (".@mara A{n}: ", 1),
)  # fmt: skip
QUESTION_FORMS = (
    "Q{n}: ", "Q{n} ", "Q{n}. ", "Q{n}) ", "[Q{n}] ", "q{n}: ", "Okay: Q{n} ",
    "Let's get started! Q{n}.", "#Q{n} ", "Next up, Q{n}: ", "Q.{n} ", "T{n}: ",
)  # fmt: skip


TEASERS = (
    "Q{n} coming up in two minutes! #critchat", "Ready for Q{n}?", "Q{n} is up next",
    "Two more minutes, then Q{n} #critchat",
)  # fmt: skip


@dataclass(frozen=True)
class Truth:
    """What is true of a made-up chat, by construction."""

    messages: tuple[Message, ...]
    asks: dict[str, int]  # message id: number
    again: frozenset[str]  # ids of questions asked again
    greetings: frozenset[str]  # ids of messages that answer nothing
    numbered: dict[str, int]  # id of a message with a number: the number it carries
    meant: dict[str, int]  # id of a message without one: the question it answers


class Chat:
    """Makes one session."""

    def __init__(self, seed: int, start: datetime, size: int = 320) -> None:
        self.random = Random(seed)
        self.start = start
        self.size = size
        self.people = [f"user{n}" for n in range(self.random.randint(22, 60))]
        self.messages: list[Message] = []
        self.asks: dict[str, int] = {}
        self.again: set[str] = set()
        self.greetings: set[str] = set()
        self.numbered: dict[str, int] = {}
        self.meant: dict[str, int] = {}

    def sentence(self, least: int = 5, most: int = 18) -> str:
        count = self.random.randint(least, most)
        return " ".join(self.random.choice(WORDS) for _ in range(count))

    def post(self, minutes: float, author: str, text: str, **more: object) -> Message:
        time = self.start + timedelta(seconds=round(minutes * 60))
        identity = str(500_000_000_000_000_000 + len(self.messages) * 4_194_304)
        message = Message(id=identity, time=time, author=author, text=text, **more)  # type: ignore[arg-type]
        self.messages.append(message)
        return message

    def make(self) -> Truth:
        random = self.random
        count = random.randint(4, 7)
        gap = 56 / count
        times = [3 + n * gap + random.uniform(-1, 1) for n in range(count)]
        texts = [self.sentence(6, 14) for _ in range(count)]
        self.post(-4, "mara", f"Welcome to #critchat! {self.sentence()}")
        for n, (when, text) in enumerate(zip(times, texts, strict=True), 1):
            form = random.choice(QUESTION_FORMS).format(n=n)
            sign = "?" if random.random() < 0.95 else "."
            ask = self.post(when, "mara", f"{form}{text}{sign} #critchat")
            self.asks[ask.id] = n
            if random.random() < 0.3:
                again = self.post(
                    when + 4, "mara", f"Q{n} again: {text}{sign} #critchat"
                )
                self.again.add(again.id)
            if random.random() < 0.15:
                self.post(when + 5, "mara", f"Loving the answers to Q{n} so far!")
            if random.random() < 0.2:
                self.post(when - 1.5, "mara", random.choice(TEASERS).format(n=n))
        for _ in range(random.randint(8, 20)):
            when = random.choice((random.uniform(-5, 2.5), random.uniform(2.5, 30)))
            text = f"Hi all! {self.sentence(2, 6)}"
            self.greetings.add(self.post(when, self.person(), text).id)
        self.talk(times)
        self.reposts()
        return Truth(
            tuple(sorted(self.messages, key=order_key)),
            self.asks, frozenset(self.again), frozenset(self.greetings), self.numbered, self.meant,
        )  # fmt: skip

    def person(self) -> str:
        return self.random.choice(self.people)

    def lag(self) -> float:
        """Return minutes from a question to an answer: median 7, 90 % within 15."""
        return 0.75 + self.random.lognormvariate(1.83, 0.62)

    def running(self, when: float, times: list[float]) -> int:
        return max(sum(t <= when for t in times), 1)

    def talk(self, times: list[float]) -> None:
        """Add answers and replies; those of a question cluster around its slot."""
        random = self.random
        originals = int(self.size * 0.71)
        for _ in range(originals):
            kind = random.random()
            n, when = self.moment(times)
            if kind < 0.27:
                forms, weights = zip(*ANSWER_FORMS, strict=True)
                # One in fifty carries a number nobody asked.
                written = n if random.random() < 0.98 else n + 12
                form = random.choices(forms, weights)[0].format(n=written)
                more = {}
                if random.random() < 0.08:
                    more["reply_to"] = random.choice(self.messages).id
                post = self.post(when, self.person(), form + self.sentence(), **more)
                if written == n:
                    self.numbered[post.id] = n
            elif kind < 0.72:
                self.reply(when)
            else:
                post = self.post(when, self.person(), self.sentence())
                self.meant[post.id] = n

    def moment(self, times: list[float]) -> tuple[int, float]:
        """Return a question and when someone answers it."""
        while True:
            n = self.random.randrange(len(times)) + 1
            when = times[n - 1] + self.lag()
            late = self.running(when, times) - n
            if (
                late == 0
                or (late == 1 and self.random.random() < 0.45)
                or (self.random.random() < 0.05)
            ):
                return n, when

    def reply(self, when: float) -> None:
        """Add a reply: to a known message, or to one that the archive lacks."""
        limit = self.start + timedelta(minutes=when)
        early = [m for m in self.messages if m.time <= limit]
        if not early:
            return
        parent = self.random.choice(early[-60:])
        if self.random.random() < 0.18:
            # The id leads out of the archive, or is corrupt; the name is left.
            text = f"@{parent.author} {self.sentence()}"
            bogus = "591000000000000000"
            post = self.post(when, self.person(), text, reply_to=bogus)
            about = self.about(parent)
            if about is not None:
                self.meant[post.id] = about
            return
        self.post(
            when,
            self.person(),
            f"@{parent.author} {self.sentence()}",
            reply_to=parent.id,
        )

    def about(self, message: Message) -> int | None:
        """Return the question a message asks or answers."""
        for known in (self.asks, self.numbered, self.meant):
            if message.id in known:
                return known[message.id]
        return None

    def reposts(self) -> None:
        """Add reposts: native ones, and old-style ones, cut as a service cuts them."""
        for _ in range(int(self.size * 0.29)):
            original = self.random.choice(self.messages)
            if original.repost_of or original.text.startswith("RT @"):
                continue
            minutes = (original.time - self.start).total_seconds() / 60
            when = minutes + self.random.uniform(0.2, 9)
            text = f"RT @{original.author}: {original.text}"
            if len(text) > 140:
                text = text[:139] + "…"
            more = {"repost_of": original.id} if self.random.random() < 0.6 else {}
            self.post(when, self.person(), text, **more)
