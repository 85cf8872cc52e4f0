// The policy that shows every key, with the defaults where there are some; parsers and the schema are held to it.
export const EXAMPLE = `version: 1
architects: [ada, "@acme/architects"]        # required, at least one that can be resolved

teams:
  framework:
    aliases: [fw]
    branches: ["framework/**", "fw/**"]      # default: "<name>/**" and "<alias>/**"
    write: ["expertdomain/", "experiments/x/"]
    read: ["*"]                              # told to sessions; a server cannot enforce reading
    members: [grace, "@acme/framework"]      # optional: only they and architects may push, force-push or delete these branches
    sessions: [sA, sB]                       # optional

sessions:
  branches: ["session-{id}", "**/*-{id}"]
  prefix: required                           # required | warn | off
  names: {sA: Sintra}                        # optional
  write: {sC: ["docs/"]}                     # scope of a session that belongs to no team

shared: ["docs/ai/sessions/"]                # everybody bound may write
protected: []                                # architects only; .github/lanekeeper.yml is always in it
trunk: branch                                # branch | direct
unmatched: architects                        # architects | allow
free: ["dependabot[bot]", "renovate[bot]"]   # logins whose branches need no lane
history: warn                                # warn | enforce | off

rounds:
  branch: "{team}/round-{n}"
  announcement: ANNOUNCEMENT.md
  reply: REPLY.md
  barrier: all                               # all | any | <number>
  deadline: 24h                              # no default
  advance: architect                         # architect | auto (auto needs a roster in the announcement)
  artifacts: forbid                          # forbid | allow

claims: {mode: warn, ttl: 6h, ignore: ["**/package-lock.json"]}      # mode: warn | enforce
messages: {queue: docs/ai/sessions/queue, scoreboard: docs/ai/sessions/active.md, ack_within: 30m, escalate_to: [ada]}
presence: {idle: 5m, stale: 1h, gone: 6h}
github: {approve: false}                     # true: also a review that approves; it can count as a required approval
notify: []                                   # URLs that get a JSON POST when a person is called
`;
