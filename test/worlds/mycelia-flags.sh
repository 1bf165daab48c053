#!/bin/sh
# mycelia-flags as the playbook describes it: a share for each flag, and one list of canary users for all of them.
set -eu
state=$1 command=$2 name=${3:-} value=${4:-}

refuse() {
  echo "$2" >&2
  exit "$1"
}

case $command in
  get)
    [ -f "$state/share.$name" ] || refuse 2 "no flag $name"
    echo "$name: $(cat "$state/share.$name")%"
    ;;
  rollout)
    case $value in '' | *[!0-9]*) refuse 1 'a whole percent is needed' ;; esac
    [ "$value" -le 100 ] || refuse 1 'a percent is needed'
    echo "$value" >"$state/share.$name"
    ;;
  status)
    for share in "$state"/share.*; do
      [ ! -f "$share" ] || echo "${share##*/share.}: $(cat "$share")%"
    done
    ;;
  canary) echo "$name" >"$state/canary" ;;
  canary-add) printf '%s\n' "$name" >>"$state/users" ;;
  canary-remove)
    grep -vxF -e "$name" "$state/users" >"$state/left" || true
    mv "$state/left" "$state/users"
    ;;
  canary-list) [ ! -f "$state/users" ] || cat "$state/users" ;;
  *) refuse 1 'what?' ;;
esac
