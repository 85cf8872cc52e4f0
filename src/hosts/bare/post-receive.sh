#!/bin/sh
# lanekeeper post-receive: keeps on record who moved which ref from what to what. It never fails a push, which has landed by now.
. ./lanekeeper/settings || exit 0
PATH=$path
export PATH
newline='
'
refs=
while read -r before after ref; do
  refs=$refs"$before $after $ref$newline"
done
case $identity in
  gl) login=${GL_USER-} ;;
  remote) login=${REMOTE_USER-} ;;
  env) login=${LANEKEEPER_USER-} ;;
  *) login=$(id -un) ;;
esac
case $login in *"$newline"*) login= ;; esac

# One write for one push, so that pushes at the same time do not mix.
printf '%s\n%s\n' "push $(date -u +%Y-%m-%dT%H:%M:%SZ) $login" "$refs" >>lanekeeper/pushes 2>/dev/null ||
  printf 'lanekeeper: this push could not be recorded in %s/lanekeeper/pushes\n' "$PWD" >&2

if [ -x lanekeeper/chained/post-receive ]; then
  printf '%s' "$refs" | lanekeeper/chained/post-receive
fi
exit 0
