#!/usr/bin/env bash
. "${0%/*}/check.sh"

HISTFILE=$PWD/history
export HISTFILE

# Runs the lines of the standard input as a user would enter them.
enter() {
    PS1= PS2= "$SH" sh -i 2>/dev/null
}

history_of() { tail -n 2 "$1" | sed 's/.*	//'; }

check 'numbers and texts' "    1  echo one
    2  history" "$(printf '%s\n' 'echo one >/dev/null' 'history' | sed 's/ >.dev.null//' | enter | sed 1d)"
check 'file' '# drover history 1' "$(head -n 1 history)"
check 'fields' '10 10' "$(echo $(sed 1d history | awk -F '\t' '{ print NF }'))"
check 'permissions' '-rw-------' "$(ls -l history | cut -c1-10)"
check 'statuses' '0 1 3' "$(rm history; printf '%s\n' true false '(exit 3)' | enter; sed 1d history | cut -f 3 | xargs)"
check 'failed' 'false
(exit 3)' "$(echo 'history --failed' | enter | cut -c 8-)"
check 'json' '{"number":2,"command":"false","status":1' "$(echo 'history --json' | enter | sed -n 2p | cut -d, -f 1-3)"
check 'signal' '2 1' "$(rm history; printf '%s\n' 'sh -c "kill -TERM \$\$"' '(exit 143)' | enter; echo 'history --json' | enter >json; echo $(grep -c '"status":143' json) $(grep -c '"status":143,"signal":"TERM"' json))"
check 'stages' '"pipe_statuses":[1,0,3]' "$(rm history; echo 'false | true | (exit 3)' | enter; echo 'history --json' | enter | grep -o '"pipe_statuses":[^]]*.')"
check 'usage' '1 0' "$(rm history; printf '%s\n' 'head -c 300M /dev/zero | tail -c 100M | tail -c 1 >/dev/null' ':' | enter; echo 'history --json' | enter >json
    echo $(sed -n '1s/.*"peak_memory":\([0-9]*\).*/\1/p' json | awk '{ print ($1 > 100000000) }') $(sed -n 2p json | grep -c peak_memory))"
check 'directory' "$PWD" "$(echo 'history --json' | enter | sed -n 2p | sed 's/.*"directory":"\([^"]*\)".*/\1/')"
check 'several lines' '    1  for i in 1
do
:
done' "$(rm history; printf '%s\n' 'for i in 1' do : done history | enter | sed '$d')"
check 'several lines again' '    1  for i in 1' "$(echo history | enter | head -n 1)"
check 'control' 'a b' "$(rm history; HISTCONTROL=ignoreboth; export HISTCONTROL; printf '%s\n' ': a' ' : hidden' ': b' ': b' 'history' | enter | sed 's/.*: //;$d' | xargs)"
check 'erasing' 'b a' "$(rm history; HISTCONTROL=erasedups; export HISTCONTROL; printf '%s\n' ': a' ': b' ': a' 'history' | enter | sed 's/.*: //;$d' | xargs)"
check 'ignoring' ': b' "$(rm history; HISTIGNORE='echo a*:history'; export HISTIGNORE; printf '%s\n' 'echo a1 >x' ': b' 'history' | enter | cut -c 8-)"
check 'size' '2' "$(rm history; HISTSIZE=2; export HISTSIZE; printf '%s\n' ': a' ': b' ': c' 'history' | enter | wc -l)"
check 'deleting' '1 3 4' "$(rm history; printf '%s\n' ': a' ': b' 'history -d 2' 'history' | enter | awk '{ print $1 }' | xargs)"
check 'clearing' 'history' "$(printf '%s\n' ': a' 'history -c' 'history' | enter | cut -c 8-)"
check 'other shells' ': other' "$(rm history; : >history; printf '%s\n' "printf ': other\n' | PS1= $SH sh -i 2>/dev/null" 'history -n' 'history' | enter | cut -c 8- | grep -x ': other')"
check 'none is lost' '400
400' "$(rm history
    for shell in a b c d; do
        for i in 1 2 3 4 5 6 7 8 9 10; do for k in 0 1 2 3 4 5 6 7 8 9; do echo ": $shell $i $k"; done; done | HISTFILESIZE=100000 enter &
    done
    wait
    sed 1d history | wc -l
    sed 1d history | cut -f 10 | sort -u | wc -l)"
check 'cut' 'yes' "$(HISTFILESIZE=50; export HISTFILESIZE; echo ': last' | enter; n=$(wc -l <history); [ "$n" -le 53 ] && tail -n 1 history | grep -q ': last$' && echo yes)"
check 'other formats' 'plain' "$(printf 'plain\n' >other; HISTFILE=$PWD/other; echo 'history' | enter | head -n 1 | cut -c 8-)"
check 'a last line without its end' 'bbb : x' "$(printf 'aaa\nbbb' >other; HISTFILE=$PWD/other; echo ': x' | enter; echo $(history_of other))"
check 'no file' '' "$(HISTFILE=; echo ': x' | enter; ls no 2>/dev/null)"
check 'default file' 'yes' "$(unset HISTFILE; HOME=$PWD/home XDG_STATE_HOME=; export HOME XDG_STATE_HOME; mkdir home; echo ': x' | enter; [ -f home/.local/state/drover/history ] && echo yes)"

fresh
HISTFILE=$PWD/history
check 'fc -l' "1	echo a
2	echo b" "$(printf '%s\n' 'echo a' 'echo b' 'fc -l' | enter | tail -n 2)"
check 'fc -l backwards' '	echo b
	echo a' "$(echo 'fc -lnr 1 2' | enter)"
check 'fc -l by text' '2	echo b' "$(echo 'fc -l "echo b" 2' | enter)"
check 'fc -s' 'b' "$(echo 'fc -s echo' | enter)"
check 'fc -s replaces' 'xyz' "$(printf '%s\n' 'echo abc >/dev/null; true' 'fc -s abc=xyz " >/dev/null; true=" echo\ abc' | enter)"
check 'fc -s is what is remembered' 'yes' "$(tail -n 1 history | grep -q 'echo xyz$' && echo yes)"
cat >editor <<'END'
sed s/first/second/ "$1" >"$1.new" && mv "$1.new" "$1"
END
chmod +x editor
check 'fc -e' 'first
second' "$(printf '%s\n' 'echo first' 'fc -e ./editor' | enter)"
check 'FCEDIT' 'first
second' "$(printf '%s\n' 'echo first' 'FCEDIT=./editor fc' | enter)"
check 'fc of a failed editor' 'x' "$(printf '%s\n' 'echo x' 'fc -e false' | enter)"
check 'fc without such a command' '1' "$(printf '%s\n' 'fc -s nosuchcommand' 'echo $?' | enter)"
check 'nothing in a script' '' "$(history)"
check 'added by hand' '    1  one two' "$(history -s one two; history)"
check 'HISTTIMEFORMAT' '1 [2001-09-09] echo a' "$(printf '1000000000000000\t1\t0\t-\t-\techo a\n' | sed '1i # drover history 1' >timed; HISTFILE=$PWD/timed; echo $(printf '%s\n' 'TZ=UTC0 HISTTIMEFORMAT="[%F] "' history | enter | head -n 1))"
finish
