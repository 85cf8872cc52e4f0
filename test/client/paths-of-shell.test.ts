// What a shell's line obviously writes, and all that it must be silent about.
import fc from "fast-check";
import { writesOfShell } from "../../src/client/guard/paths-of-shell.ts";

/** `how dir/path`, with `?` for a folder that nobody can tell. */
const told = (line: string): string[] | null =>
  writesOfShell(line)?.map(({ path, dir, how, names }) => {
    const where = dir === null ? "?/" : dir === "" || dir === "." ? "" : `${dir}/`;
    return `${how} ${where}${path}${names === undefined ? "" : ` < ${names.join(" ")}`}`;
  }) ?? null;

test.each([
  ["echo hi > a", ["write a"]],
  ["echo hi >> 'a b'", ["write a b"]],
  ['cmd 2> err &> "all" >| c', ["write err", "write all", "write c"]],
  ["cmd >& out", ["write out"]],
  ["cat > a <<'EOF'\nrm b > c\nEOF\necho > d", ["write a", "write d"]],
  ["cat <<-END > a\n\tx > y\n\tEND\ntouch b", ["write a", "write b"]],
  ["cat <<A <<B > c\n1\nA\nrm x\nB\nrm y", ["write c", "remove y"]],
  ["ls | tee -a a b", ["write a", "write b"]],
  ["sed -i 's/a/b/' x y", ["write x", "write y"]],
  ["sed -i.bak -e s/a/b/ x", ["write x"]],
  ["sed -ni '' p x", ["write x"]],
  ["sed --in-place=.o --expression=p x", ["write x"]],
  ["sed -E -i -f script x", ["write x"]],
  ["cp a b", ["into b < a"]],
  ["cp -r a b/c dir", ["into dir < a c"]],
  ["cp -t dir a b", ["into dir < a b"]],
  ["mv --target-directory=dir a", ["remove a", "into dir < a"]],
  ["mv a b", ["remove a", "into b < a"]],
  ["rm -rf -- -x y", ["remove -x", "remove y"]],
  ["touch -d yesterday a", ["write a"]],
  ["dd if=/dev/zero of=a bs=1", ["write a"]],
  ["git rm -r --cached a", ["remove a"]],
  ["git -C sub mv a b", ["remove sub/a", "into sub/b < a"]],
  ["sudo rm a", ["remove a"]],
  ["/bin/rm a", ["remove a"]],
  ["A=1 B=$x env C=2 touch a", ["write a"]],
  ["cd src && touch a; cd .. ; touch b", ["write src/a", "write b"]],
  ["cd /tmp && touch a", ["write /tmp/a"]],
  ["(cd src; touch a); touch b", ["write src/a", "write b"]],
  ["cd src | true; touch a", ["write a"]],
  ["cd $X && touch a /abs", ["write ?/a", "write ?//abs"]],
  ["if cd src; then touch a; fi", ["write ?/a"]],
  ["test -d x || cd x; touch a", ["write ?/a"]],
  ["cd src/a; cd -; touch b", ["write ?/b"]],
  ["if true; then rm a; else rm b; fi > out", ["remove a", "remove b", "write out"]],
  ["while read x; do echo $x >> log; done < in", ["write log"]],
  ["{ echo a; touch b; } > c", ["write b", "write c"]],
  ["! rm a && time touch b", ["remove a", "write b"]],
  ["to\\\nuch a", ["write a"]],
  ["touch 'it'\\''s' \"a\\\"b\"", ["write it's", 'write a"b']],
  ['echo "$(date > x)" > a', ["write a"]],
  ["tou'ch' a # > b", ["write a"]],
])("%j writes %j", (line, writes) => {
  expect(told(line)).toEqual(writes);
});

test.each([
  "cat a b",
  "cd elsewhere",
  "git checkout -- a && git commit -am x && git push && git restore b",
  "git rm -n a",
  "git -C $d rm a",
  "git rm ':(glob)**/x' 'a*'",
  "grep -r x . 2>&1 >&2 2>&- <in <<<'x > y'",
  "sed 's/a/b/' x",
  "sed -n -e p x",
  "[[ a > b && c > d ]] && (( 1 > 2 ))",
  "echo 'a > b' \"c > d\" \\> e # > f",
  'rm $x "$y" *.ts {a,b} ~/z `ls`',
  "echo > $out",
  "diff <(rm a) >(touch b)",
  "for f in a b; do echo $f; done",
  "bash -c 'rm a'",
  "find . -exec rm a \\;",
  "xargs rm < list",
  "python -c \"open('a','w')\"",
  "lanekeeper tell qa 'please rm src/x > now'",
  "echo a=>b=>c | wc",
  "",
])("%j writes nothing that could be told", (line) => {
  const writes = told(line);
  // In a shell `=>b` is a redirection, however it was meant.
  expect(line.includes("=>") ? writes : (writes ?? [])).toEqual(line.includes("=>") ? ["write b=", "write c"] : []);
});

test.each([
  "echo 'a > b",
  'echo "a > b',
  "echo $(rm a",
  "case x in a) rm a;; esac",
  "f() { rm a; }",
  "function f { rm a; }",
  "list=(a b)",
  "echo `rm",
  "a\0b > c",
])("%j is not understood, and so nothing is said of it", (line) => {
  expect(told(line)).toBeNull();
});

test("law: any line is read in the end, and what is told is plain text", () => {
  const words = [
    "rm",
    "cd",
    ">",
    ">>",
    "<<E",
    "E",
    "'",
    '"',
    "$(",
    ")",
    "(",
    "{",
    "}",
    "`",
    "\\",
    "\n",
    ";",
    "&&",
    "|",
    "a",
    "-i",
    "sed",
    "[[",
    "((",
    "#",
    "2>",
    "mv",
    "if",
    "fi",
    "case",
    "git",
    "-C",
  ];
  const line = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 4 })), { maxLength: 30 });
  fc.assert(
    fc.property(line, fc.constantFrom("", " "), (parts, between) => {
      for (const { path, dir } of writesOfShell(parts.join(between)) ?? [])
        expect([typeof path, dir === null || typeof dir === "string"]).toEqual(["string", true]);
    }),
    { numRuns: 2_000 },
  );
});

test("a long line is read in good time", () => {
  const begun = performance.now();
  for (const line of [
    "$(".repeat(50_000),
    '"$('.repeat(400),
    "(".repeat(50_000) + ")".repeat(50_000),
    "<<A ".repeat(40_000),
    "'a' ".repeat(49_000),
    "(".repeat(100_000),
    "[[ ".repeat(60_000),
  ])
    writesOfShell(line);
  expect(performance.now() - begun).toBeLessThan(5_000);
});
