/** Texts that are no attack on a browser, but on whoever shows, sorts, counts or looks up texts. */

const controls = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join("")

export const oddTexts: ReadonlyArray<string> = [
  // Names that objects of JavaScript have already.
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "__defineGetter__",
  "length",
  "null",
  "undefined",
  "true",
  // Numbers that are texts.
  "0",
  "-0",
  "007",
  "1e999",
  "NaN",
  "Infinity",
  "0x10",
  "9007199254740993",
  "1,000",
  // Formulas, of spreadsheets.
  "=1+1",
  "+1",
  "@SUM(A1)",
  `=HYPERLINK("//logs.example","x")`,
  // SQL, patterns and options.
  "'; DROP TABLE entry; --",
  "%' OR '1'='1",
  "*?[a]",
  "~(a+)+$",
  "!",
  "-",
  "--help",
  "a,b;c|d&e",
  // Letters that are not seen, change direction or stand on each other.
  "\u202Egnp.exe\u202C",
  "\u2066left\u2069\u2067right\u2069",
  "a\u200Bb\u200Cc\u200Dd\uFEFFe",
  `zal${"\u0336\u0310\u0353".repeat(40)}go`,
  "\u0645\u0631\u062D\u0628\u0627 123",
  "e\u0301 \u00E9",
  "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
  "𝕳𝖊𝖑𝖑𝖔",
  `\u001b[31mred\u001b]0;title\u0007`,
  `a\rb\nc\td`,
  controls,
  "\u007F\u0080\u0085\u009F",
  "\uFFFE\uFFFF",
  " ",
  "  two  blanks  ",
  "."
]

/** As long as a line may be, with and without a place to break it. */
export const longText = "x".repeat(65_000)
export const longWords = "<b data-canary>word</b> ".repeat(2_600)

/** Bytes that are no UTF-8: cut short, overlong, a surrogate, not there at all. */
export const badBytes: ReadonlyArray<ReadonlyArray<number>> = [
  [0xc3],
  [0xe2, 0x82],
  [0xc0, 0xbc, 0x69, 0x6d, 0x67, 0xc0, 0xbe],
  [0xed, 0xa0, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0xff, 0xfe],
  [0x80, 0x3c, 0x62, 0x3e]
]
