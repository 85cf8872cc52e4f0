// What a session can say on the command line: the words, for whoever must know them before any of it is read.

/** `words`: the arguments are patterns and keywords, each to be kept apart; else they are text. */
export const VERBS: readonly {
  readonly verb: string;
  readonly args: string;
  readonly about: string;
  readonly words?: true;
}[] = [
  {
    verb: "claim",
    args: "<pattern...>",
    about: "claim paths: PATTERN… [for 2h] [shared] [task #12] [-- reason]",
    words: true,
  },
  {
    verb: "release",
    args: "<what...>",
    about: "let go of claims or a message: PATTERN… | all | ID [-- reason]",
    words: true,
  },
  { verb: "tell", args: "<who> <text...>", about: "send a message to a session, a team, human or all" },
  { verb: "ask", args: "<who> <text...>", about: "ask a question; the answer comes to your inbox" },
  { verb: "handoff", args: "<who> <text...>", about: "hand work over: WHO [task #12] text" },
  {
    verb: "ack",
    args: "<id> [status] [text...]",
    about: "say how far you are: ID [seen|claimed|done|answered|…] [-- text]",
  },
  { verb: "cancel", args: "<id>", about: "take back a message you sent" },
  { verb: "found", args: "<text...>", about: "tell everybody what you found" },
  { verb: "note", args: "<text...>", about: "leave a note on everybody's board" },
  { verb: "keep", args: "<key> [text...]", about: "keep something for after a restart; without text, forget it" },
  { verb: "task", args: "[text...]", about: "say what you work on now" },
  { verb: "heartbeat", args: "", about: "say that you are alive" },
];

/** Every command that is said to the server: a `--` in it belongs to what is said. */
export const SPOKEN: ReadonlySet<string> = new Set(VERBS.map(({ verb }) => verb));

/** What stands before a reason; a `--` would end the options. */
export const DASHES = "—";
