#!/bin/sh
# The least that conmon takes for an OCI runtime: "create" starts the silent process, writes its pid where conmon asks for it, and ends.
pid_file='' previous='' verb=''
for word; do
    case $word in create | start | delete | kill) verb=$word ;; esac
    [ "$previous" = --pid-file ] && pid_file=$word
    previous=$word
done
[ "$verb" = create ] || exit 0
sleep 1000 &
printf '%s' "$!" >"$pid_file"
