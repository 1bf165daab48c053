#!/usr/bin/env bash
# What action.yml runs: one case for each thing it can do. Commits of a branch are fetched as objects for git to compare; nothing of it
# is checked out, and nothing in it is run.
set -euo pipefail

rampart() { node "$GITHUB_ACTION_PATH/bin/rampart.js" "$@"; }

stop() {
  echo "::error title=Rampart::$1"
  exit 2
}

is_number() { [[ "$1" =~ ^[1-9][0-9]{0,8}$ ]]; }
is_commit() { [[ "$1" =~ ^[0-9a-f]{40}([0-9a-f]{24})?$ ]]; }

# The token goes to git by the environment: an argument could be read by every process of the machine. So is the event log, whose
# address may hold a password: the program reads RAMPART_DB itself.
fetch_head() {
  is_number "$1" || stop 'no number of a pull request'
  local basic
  basic=$(printf 'x-access-token:%s' "${GITHUB_TOKEN:-}" | base64 | tr -d '\n')
  echo "::add-mask::$basic"
  GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.${GITHUB_SERVER_URL:-https://github.com}/.extraheader" \
    GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $basic" \
    git fetch --quiet --no-tags --no-recurse-submodules origin "refs/pull/$1/head"
}

options=()
[ -z "${RAMPART_POLICY:-}" ] || options+=(--policy "$RAMPART_POLICY")
# What nobody set is not said, so that the policy counts.
reviewing=(--repo "$GITHUB_REPOSITORY")
[ -z "${RAMPART_FAIL_ON:-}" ] || reviewing+=(--fail-on "$RAMPART_FAIL_ON")
speaking=()
[ -z "${RAMPART_QUIET_BELOW:-}" ] || speaking+=(--quiet-below "$RAMPART_QUIET_BELOW")
[ "${RAMPART_COMMANDS:-false}" != true ] || speaking+=(--commands)

# A push that came in between has a run of its own: nothing is wrong here.
unless_overtaken() {
  local code=0
  "$@" || code=$?
  [ "$code" -ne 4 ] || { echo '::notice title=Rampart::overtaken by another push, or closed'; return 0; }
  return "$code"
}

comment_on() {
  fetch_head "$1"
  unless_overtaken rampart comment "${reviewing[@]}" "${speaking[@]}" "${options[@]}" --no-ai --pr "$1" --expect-head "$2" "${@:3}"
}

case "${RAMPART_DO:-}" in
  comment)
    is_commit "${PULL_HEAD:-}" || stop 'do: comment belongs on pull_request'
    comment_on "${PULL_NUMBER:-}" "$PULL_HEAD"
    ;;

  # Without secrets: everything that it writes is taken for a claim by the other half.
  hand-over)
    is_commit "${PULL_HEAD:-}" || stop 'do: hand-over belongs on pull_request'
    fetch_head "${PULL_NUMBER:-}"
    mkdir -p rampart-hand-over
    rampart plan "${options[@]}" --no-ai --fork --base HEAD --head "$PULL_HEAD" --json > rampart-hand-over/plan.json
    printf '{"schemaVersion":1,"pr":%s}\n' "$PULL_NUMBER" > rampart-hand-over/pull.json
    ;;

  # With a token that writes: the number is believed only where the host says that this pull request ends at the commit of that run.
  take-over)
    is_commit "${PULL_HEAD:-}" || stop 'do: take-over belongs on workflow_run'
    [ "$(wc -c < rampart-hand-over/pull.json)" -le 100 ] || stop 'the hand-over is too large'
    number=$(sed -n 's/^{"schemaVersion":1,"pr":\([1-9][0-9]\{0,8\}\)}$/\1/p' rampart-hand-over/pull.json)
    is_number "$number" || stop 'the hand-over names no pull request'
    comment_on "$number" "$PULL_HEAD" --claimed rampart-hand-over/plan.json
    ;;

  respond)
    fetch_head "${PULL_NUMBER:-}"
    rampart respond "${reviewing[@]}" "${options[@]}" --event "$GITHUB_EVENT_PATH"
    ;;

  after-merge)
    fetch_head "${PULL_NUMBER:-}"
    [ -z "${RAMPART_KEEP:-}" ] || options+=(--keep "$RAMPART_KEEP")
    [ "${RAMPART_START:-}" != true ] || options+=(--start)
    code=0
    said=$(rampart merged --repo "$GITHUB_REPOSITORY" "${options[@]}" --event "$GITHUB_EVENT_PATH" --json) || code=$?
    printf '%s\n' "$said"
    digest=$(sed -n 's/^  "digest": "\([0-9a-f]\{64\}\)",$/\1/p' <<< "$said")
    [ -z "$digest" ] || echo "digest=$digest" >> "${GITHUB_OUTPUT:-/dev/null}"
    exit "$code"
    ;;

  tick)
    [ -n "${RAMPART_DB:-}" ] || stop 'do: tick takes a db, on a disk that lasts'
    code=0
    rampart tick --all "${options[@]}" || code=$?
    # Whatever came of it, those who read the comments are told; without a token nobody is.
    [ -z "${GITHUB_TOKEN:-}" ] || rampart tell --all --repo "$GITHUB_REPOSITORY"
    exit "$code"
    ;;

  *) stop 'do: is one of comment, hand-over, take-over, respond, after-merge, tick' ;;
esac
