"""Texts for the vectors: made up, everyday and hostile."""

import random

PLAIN = [
    "",
    " ",
    "hello",
    "Hello, World!",
    "don't can’t rock'n'roll 'quoted' O’Brien's ''",
    "The quick brown fox; jumps over the lazy dog.",
    "line one\nline two\r\nline three\ttabbed",
    "e-mail E-Mail email state-of-the-art well--known -dash dash-",
    "read_file readFile ReadFile READ_FILE __init__ a__b _x_",
    "XMLHttpRequest URLs PDFs iOS iPhone GitHub parseHTMLString aB Ab ABc ABcd",
    "v1.2.3 3.14 10.000,50 1,000 1e-9 0x1F 50% $5 #1 #42 #4_2 #v2",
    "node.js Node.JS ASP.NET .NET .net .NETs dot.net ..net end.Start",
    "C++ c++11 C++. C# F# C#7 C## g++ i++ x+++ a+b A# A#b +c++",
    "@mara @Mara_K @mara. @mara-lee @a.b.c @@x @ @_ @_a_ a@b a@b.org (@mara)",
    "#topic #Topic! #SupportChat #日本語 #été #_ #__ #a_b ##x a#b #1a #१२",
    "＠ｍａｒａ ＃ｔａｇ ｆｕｌｌ　ｗｉｄｔｈ ＡＢＣ１２３ ＇",
    "snake_case-and-kebab.dotted camelCase.withDots my-site.example.org",
    "non‑breaking‑hyphen soft­hyphen zero\u200bwidth zero\u200cjoin word\u2060join",
]
ADDRESSES = [
    "see https://example.org",
    "https://example.org/ and http://example.org.",
    "HTTPS://WWW.Example.ORG/Path/To/File-Name_x.HTML?q=secret#frag",
    "http://user:pass@docs.example.co.uk:8080/a%20b/%E6%97%A5/c?x",
    "https://a.b.example.com.br/x https://co.uk/ https://uk https://x.y",
    "(https://example.org/a_(b)) <https://example.org/c> [t](https://example.org/d)",
    'href="https://example.org/e" https://example.org,https://example.net',
    "https:// https:/// http://? http://# http://@ http://: https://[::1]/x http://.",
    "https://日本語.example/パス https://bücher.example/straße https://xn--nxa.example",
    "xhttp://example.org shttps://a.b http://http://http://a http://a/http://b/@c#d",
    "https://127.0.0.1:80/x https://example.org:port/y https://example.org@evil.example",
    "https://video.example/watch/dQw4w9WgXcQ/ABCdef https://example..org https://-a.-b",
    "www.example.org www.example.org/x http://www. http://www.www.www",
    "https://example.org/@mara/110 https://example.org/#/x mailto:mara@example.org",
    "https://example.org/a\u3000b https://example.org/a\u00a0b https://example.org…",
]
SCRIPTS = [
    "日本語のテキスト 漢字かな交じり文 カタカナ ｶﾀｶﾅ ｶﾞｷﾞ が か\u3099",
    "猫 黒猫 猫が好き。犬は？「引用」々〆〇",
    "中文搜索，没有空格。 繁體字 𠀀𠀁𠮷 ㋿ ㈱ ㍿ 豈",
    "한국어 한국어를 한글\u1100\u1161\u11a8 \u1112\u1161\u11ab\u1100\u1173\u11af ﾡ ㄱ",
    "ภาษาไทย น้ำ น\u0e49\u0e4d\u0e32 ที่นี่ ๑๒๓",
    "ພາສາລາວ ភាសាខ្មែរ មិន မြန်မာ ၁၂၃ ꦗꦮ ᦟᦲ",
    "iPhone用の日本語mixed日本語text123日本",
    "@日本 @猫cat @cat猫 #猫cat #cat猫 日本@mara 日本#tag",
    "हिन्दी में लिखा क़लम १२३ বাংলা தமிழ் తెలుగు",
    "العربية مَرْحَبًا مرحبا أحمد احمد إلى آن ـــ مـد ٢٠١٠ ۱۲۳",
    "שלום שָׁלוֹם עברית״ ירושלים",
    "Русский йод Ёлка ёлка елка ЙОД и\u0306од Україна їжак ў у\u0306 café\u0301",
    "Ελληνικά ΟΔΟΣ οδός ΐ ᾳ ΑΙ ά ς σ Σ ΣΑΣ",
    "Straße STRASSE ẞ İstanbul ISTANBUL ıSPARTA ﬁne ﬀ ŉ ǅ Ǆ ĳ ſ µ K Å Ω",
    "Łódź Đorđe Øre Æsir œuvre Ħal Ŧ ƀ þorn ð ñ ç ã õ ü ö ä å Å",
    "Tiếng Việt tie\u0302\u0301ng Vie\u0323\u0302t ệ",
    "ᏣᎳᎩ ꮳꮃꭹ Ⴀ ⴀ ა Ა Ա ա և",
    "½ ¼ m² H₂O ① ⑴ ⒈ Ⅳ ⅷ 〇 ㊀ № ™ ℡ ﷺ ﷽ º ª",
]
EMOJI = [
    "😀 😀😀 ha😀ha 👍 👍🏽 👍🏿👍",
    "👩‍💻 👨‍👩‍👧‍👦 🏳️‍🌈 🏴‍☠️ ❤️ ❤ ❤️‍🔥 👩🏽‍💻",
    "🇩🇪 🇫🇷🇩🇪 🇩 🇩🇪🇫 1️⃣ #️⃣ *️⃣ 🔟",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿 ☎ ☎️ ✂ ✔ → ➡️ ■ ● ★ © ® ‼️ 〰️ ㊗️",
    "\U0001fa77 \U0001fae8 \U0001fadf 🏽 \u200d😀 😀\u200d 😀\u200dx \ufe0f😀",
    "😀@mara @mara😀 😀#tag #tag😀 C++😀",
]
HOSTILE = [
    "\x00\x01\x7f\x80\x9f \x1c\x1d\x1e\x1f x\x0by\x0cz\x85w",
    "\u202eevil\u202c \u2066iso\u2069 a\u200fb \ufeffbom x\ufeffy",
    "\u0301 \u0301a a\u0301\u0301\u0301 \u20e3 1\u20e3 \u0e31 \u3099か",
    "Z\u0351\u0343\u0338a\u0320\u0323l\u0315g\u0322o" + "\u0315" * 70,
    "か" + "\u3099" * 70 + "き",
    "a" * 64 + " " + "b" * 65 + " " + "é" * 64 + " " + "ß" * 33 + " " + "𝐀" * 65,
    "aB" * 32 + " " + "aB" * 33 + " " + "x-" * 70 + " " + "y." * 70 + "z",
    "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHx",
    "@" + "m" * 64 + " @" + "m" * 62 + " #" + "t" * 70 + " #" + "t" * 63,
    "_" * 80 + " " + "-" * 80 + " " + "." * 80 + " '" * 40,
    "''a''b'' a'b'c' 'a a' a'’b ʼa aʼb",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> &lt;b&gt; ${x} {{ y }}",
    "__proto__ constructor toString hasOwnProperty valueOf",
    "\u0378 a\u0378b \ue000 a\ue000b \U000e0001 \U00010fff \U0010ffff \U0003fffd \u0870",
    "𝐁𝐨𝐥𝐝 𝓼𝓬𝓻𝓲𝓹𝓽 𝟙𝟚𝟛 🅰 🄰 Ⓐ ⓐ 𐐀 𐐨 𞤀 𞤢",
    "🇩" * 7 + "👩" + "\u200d👩" * 30,
    "http" + "://http" * 30 + " https://" + "a." * 60 + "org/" + "b/" * 40,
]


def made_up(count: int, seed: int) -> list[str]:
    """Return random mixtures of pieces of the texts above."""
    chance = random.Random(seed)
    pieces = [
        piece
        for text in (*PLAIN, *ADDRESSES, *SCRIPTS, *EMOJI, *HOSTILE)
        for piece in text.split(" ")
        if len(piece) < 40
    ]
    glue = ["", "", " ", " ", "-", "_", ".", "'", "/", "@", "#", ":", "\n", "\u200d"]
    texts = []
    for _ in range(count):
        parts = chance.choices(pieces, k=chance.randint(1, 6))
        texts.append("".join(part + chance.choice(glue) for part in parts))
    return texts


def random_text(chance: random.Random, length: int) -> str:
    """Return random code points, from everywhere and from where it is dense."""
    areas = (
        (0x20, 0x7F),
        (0x20, 0x250),
        (0x300, 0x370),
        (0x370, 0x600),
        (0x600, 0x1200),
        (0x1100, 0x1200),
        (0x2000, 0x2C00),
        (0x2E80, 0xA000),
        (0xA000, 0xD800),
        (0xE000, 0x10000),
        (0x10000, 0x12000),
        (0x1D400, 0x1D800),
        (0x1F000, 0x1FB00),
        (0, 0xD800),
        (0xE000, 0x110000),
    )
    letters = []
    for _ in range(length):
        first, end = chance.choice(areas)
        letters.append(chr(chance.randrange(first, end)))
        if chance.random() < 0.3:
            letters.append(chance.choice("aB1 '-_.@#+/:\u0301\u3099\ufe0f\u200d"))
    return "".join(letters)


def token_inputs() -> list[str]:
    """Return the texts of tokens.json."""
    return [*PLAIN, *ADDRESSES, *SCRIPTS, *EMOJI, *HOSTILE, *made_up(300, 7)]
