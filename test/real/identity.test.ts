// Who pushes: one source, chosen at install, and nothing else.
import { userInfo } from "node:os";
import { POLICY, story } from "./world.ts";

const ME = userInfo().username;

/** Every source says something else. */
const SAID = { GL_USER: "from-gl", REMOTE_USER: "from-remote", LANEKEEPER_USER: "from-env", LOGNAME: "from-logname" };

for (const [identity, login, variable] of [
  ["os", ME, null],
  ["gl", "from-gl", "GL_USER"],
  ["remote", "from-remote", "REMOTE_USER"],
  ["env", "from-env", "LANEKEEPER_USER"],
] as const) {
  const install = ["--identity", identity];
  const others = ["from-gl", "from-remote", "from-env", "from-logname", ME].filter((each) => each !== login);

  story(
    `with --identity ${identity} the login is ${variable ?? "the user of the operating system"}`,
    policy([login], install),
    async (w) => {
      await w.commit("main", { "README.md": "ours\n" });
      expect(await w.push(null, "main", { env: SAID, check: false })).toMatchObject({ accepted: true, findings: [] });
    },
  );

  story(`with --identity ${identity} no other source makes an architect`, policy(others, install), async (w) => {
    await w.commit("main", { "README.md": "ours\n" }, { author: `${others[0]} <x@example.com>` });
    const pushed = await w.push(null, "main", { env: SAID, check: false });
    expect(pushed).toMatchObject({ accepted: false, findings: ["✗ trunk-gate"] });
    expect(pushed.stderr).toContain(`${login} moves trunk`);
  });

  if (variable !== null)
    story(
      `with --identity ${identity} and no ${variable} it is nobody known`,
      policy([...others, ME], install),
      async (w) => {
        await w.commit("main", { "README.md": "ours\n" });
        const pushed = await w.push(null, "main", { env: { ...SAID, [variable]: undefined }, check: false });
        expect(pushed).toMatchObject({ accepted: false, findings: ["? trunk-gate"] });
        expect(pushed.stderr).toContain("somebody unknown moves trunk");
      },
    );
}

function policy(architects: readonly string[], install: readonly string[]) {
  return { policy: POLICY.replace("[ada]", `[${architects.join(", ")}]`), install };
}

story("logins differ in case here", {}, async (w) => {
  await w.commit("main", { "README.md": "ours\n" });
  expect(await w.push("Ada", "main")).toMatchObject({ accepted: false, findings: ["✗ trunk-gate"] });
});
