#!/bin/sh
# lanekeeper pre-receive: asks the resident judge about a push; without one, judges by itself. It writes nothing.
# Only a hook can read what is being pushed, so it runs git and the judge reads; settings stand in lanekeeper/settings.

# Whoever pushes may have set the environment: only what git itself set for this push is kept.
unset GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_EXEC_PATH GIT_EXTERNAL_DIFF \
  GIT_DIFF_OPTS GIT_TRACE GIT_TRACE2 GIT_TRACE2_EVENT GIT_TRACE_SETUP GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS \
  GIT_ICASE_PATHSPECS GIT_GRAFT_FILE GIT_REPLACE_REF_BASE NODE_OPTIONS NODE_EXTRA_CA_CERTS NODE_PATH LD_PRELOAD IFS
export GIT_NO_REPLACE_OBJECTS=1 GIT_OPTIONAL_LOCKS=0 LC_ALL=C
. ./lanekeeper/settings || exit 1
PATH=$path
export PATH
newline='
'

refuse() {
  printf 'lanekeeper: %s\n' "$1" >&2
  exit 1
}

# A ref that is no branch may be a symbolic ref to one; in a reftable only git could tell, so there each may.
may_be_branch() {
  case $1 in refs/heads/*) return 0 ;; esac
  [ ! -d reftable ] || return 0
  [ -f "$1" ] && read -r points <"$1" && [ "${points#ref:}" != "$points" ]
}
refs= tips=
while read -r before after ref; do
  refs=$refs"$before $after $ref$newline"
  case $after in *[!0]*) ! may_be_branch "$ref" || tips=$tips$after$newline ;; esac
done
[ -n "$refs" ] || exit 0

# Whoever pushes, by the one source chosen at install. A name with a line break in it is nobody's.
who() {
  case $identity in
    gl) login=${GL_USER-} ;;
    remote) login=${REMOTE_USER-} ;;
    env) login=${LANEKEEPER_USER-} ;;
    *)
      id -un
      return
      ;;
  esac
  case $login in *"$newline"*) login= ;; esac
  printf '%s\n' "$login"
}

# The tip of trunk as it is now: from its file or from the first packed refs, where reading costs less than a git, else from git.
packed() {
  seen=
  while [ ${#seen} -lt 20 ] && read -r oid name; do
    [ "$name" != "$trunk" ] || tip=$oid
    seen=$seen.
  done 2>/dev/null <packed-refs
}
tip=
read -r tip 2>/dev/null <"$trunk"
[ -n "$tip" ] || [ -f "$trunk" ] || packed
case $tip in
  *[!0-9a-f]* | '') tip=$(git show-ref --verify --hash "$trunk" 2>/dev/null) ;;
esac
[ -n "$tip" ] || [ ! -f "$trunk" ] || refuse "$trunk cannot be read, so nothing can be judged; ask the server's administrator to run: git fsck"

log() {
  git -c log.showRoot=true log -z --raw -O/dev/null --no-abbrev --no-renames --no-ext-diff --ignore-submodules=none -c -r \
    --no-color --no-show-signature --no-notes --encoding=UTF-8 --max-count=200001 --stdin \
    --format='tformat:%H %P%n%s%n%(trailers:key=Session,valueonly,unfold,separator=%x2C)' <<END
$tips^$tip
END
}

# Every part ends in a dot, which only a git that did not fail writes. The login, on standard input, is looked up meanwhile.
first() {
  printf 'lanekeeper 1 judge\n%s\n%s %s\n%s\n' "$PWD" "$trunk" "${tip:--}" "$refs"
  if [ -n "$tip" ] && [ -n "$tips" ]; then log || return; fi
  login=
  IFS= read -r login
  printf '.\0%s\0' "$login"
}

# What the judge asks back: `net FROM TO`, `policy COMMIT`, then `blob ID`s, those too large for a policy or a link left out.
more() {
  printf 'lanekeeper 1 more\n%s\n\n' "$1"
  printf '%s\n' "$2" | while read -r what one two; do
    case $what in
      net) git diff-tree -r -z --raw -O/dev/null --no-abbrev --no-renames --no-ext-diff --ignore-submodules=none "$one" "$two" || exit ;;
      policy) git ls-tree -z --full-tree "$one" .github/lanekeeper.yml || exit ;;
      *) continue ;;
    esac
    printf '.\0'
  done || return
  printf '%s\n' "$2" | while read -r what one _; do
    [ "$what" != blob ] || printf '%s\n' "$one"
  done | git cat-file --batch-check | while read -r one _ size; do
    [ "$size" -gt 262144 ] || printf '%s\n' "$one"
  done | git cat-file --batch
  printf '.\0'
}

answer=
if [ -S "$socket" ]; then
  # git itself carries bytes to a socket, so nothing else need be installed.
  answer=$(who | first | git credential-cache --socket "$socket" get 2>/dev/null)
  while :; do
    case $answer in
      more\ *)
        asks=${answer#*"$newline"}
        token=${answer%%"$newline"*}
        answer=$(more "${token#more }" "$asks" | git credential-cache --socket "$socket" get 2>/dev/null)
        ;;
      *) break ;;
    esac
  done
fi

case $answer in
  yes | yes"$newline"*) status=0 ;;
  no | no"$newline"*) status=1 ;;
  *) status=unknown ;;
esac
if [ "$status" != unknown ]; then
  case $answer in *"$newline"*) printf '%s\n' "${answer#*"$newline"}" >&2 ;; esac
elif [ "$require_server" = yes ]; then
  refuse "the server does not answer, and this repository takes no push without it; ask its administrator to start: lanekeeper serve"
else
  who | first | "$node" lanekeeper/judge.cjs
  status=$?
  [ "$status" -lt 126 ] || refuse "the push could not be judged: $node does not run; ask the server's administrator to run: lanekeeper doctor"
fi
[ "$status" -eq 0 ] || exit 1

# Hooks that were here before run after ours, on the same input.
if [ -x lanekeeper/chained/pre-receive ]; then
  printf '%s' "$refs" | lanekeeper/chained/pre-receive || exit 1
fi
exit 0
