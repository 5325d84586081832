. "${0%/*}/check.sh"

# set
check 'set -o names what is on' 'on off' "$(set -e; set -o | sed -n 's/^errexit[[:space:]]*//p; s/^noglob[[:space:]]*//p' | tr '\n' ' ' | sed 's/ $//')"
check 'set +o can be read again' 'noglob errexit' "$(set -f -e; saved=$(set +o); set +fe; eval "$saved"; case $- in *f*) printf 'noglob ';; esac; case $- in *e*) echo errexit;; esac)"
check 'set shows variables quoted' "'a b'" "$(some_name='a b'; set | sed -n 's/^some_name=//p')"
check 'set - turns x and v off' 'a' "$( { set -x; set - a; } 2>/dev/null; case $- in *x*) echo x;; *) echo "$1";; esac)"
check 'an unknown option' failed "$(command set -Z 2>/dev/null || echo failed)"
check 'an unknown name' failed "$(command set -o no_such_option 2>/dev/null || echo failed)"
check 'several at once' 'Cu' "$(set -Cu; case $- in *C*) printf C;; esac; case $- in *u*) echo u;; esac)"
check 'set -u' 'failed' "$( (set -u; echo "$no_such_variable"; echo alive) 2>/dev/null || echo failed)"
check 'set -u and a default' 'default 0' "$(set -u; echo "${no_such_variable-default}" "$#")"
check 'set -C' 'failed kept' "$(echo kept >file; (set -C; echo new >file) 2>/dev/null || printf 'failed '; cat file)"
check 'set -C and >|' new "$(set -C; echo new >|file; cat file)"
check 'set -a' yes "$(set -a; a_name=yes; sh -c 'echo $a_name')"
check 'set -n reads only' '' "$($SH -nc 'echo executed')"
check 'set -v shows what is read' 'echo a' "$(printf 'set -v\necho a\n' >script; $SH script 2>&1 >/dev/null)"
check 'set -x' '+ echo a b
+ x=1' "$($SH -c 'set -x; echo a b; x=1' 2>&1 >/dev/null)"
check 'PS4' '>1+ :' "$(y=1 $SH -c "PS4='>\$y+ '; set -x; :" 2>&1)"

# cd
mkdir -p a/b c
here=$(pwd)
check 'cd -' "$here/a $here" "$(cd a; pwd | tr '\n' ' '; cd c 2>/dev/null; cd -)"
check 'CDPATH' "$here/a/b
$here/a/b" "$(CDPATH=$here/a; cd b; pwd)"
check 'an empty entry of CDPATH says nothing' "$here/c" "$(CDPATH=:$here/a; cd c; pwd)"
check 'CDPATH does not count for ./' failed "$( (CDPATH=$here/a; cd ./b) 2>/dev/null || echo failed)"
ln -s a/b link
check 'cd -L and -P' "$here/link $here/a/b" "$(cd -L link; pwd | tr '\n' ' '; cd -P .; pwd)"
check 'cd to what is behind a link' "$here" "$(cd link; cd ..; pwd)"
check 'pwd -P' "$here/a/b" "$(cd link; pwd -P)"
check 'cd to nowhere' failed "$( (cd no_such_directory) 2>/dev/null || echo failed)"
check 'cd goes home' "$here/a" "$(HOME=$here/a; cd; pwd)"

# alias and unalias
check 'alias shows' "x='echo a'" "$(alias x='echo a'; alias x)"
check 'alias of no name' failed "$(alias no_such_alias 2>/dev/null || echo failed)"
check 'unalias' failed "$(alias x='echo a'; unalias x; alias x 2>/dev/null || echo failed)"
check 'unalias -a' '' "$(alias x=a y=b; unalias -a; alias)"
check 'unalias of no name' failed "$(unalias no_such_alias 2>/dev/null || echo failed)"

# getopts
f() {
    OPTIND=1 all=
    while getopts "$optstring" option "$@"; do all="$all$option(${OPTARG-})"; done
    echo "$all $OPTIND" 2>/dev/null
}
optstring=ab:; check 'options' 'a()b(x)a() 5' "$(f -a -b x -a y)"
optstring=ab:; check 'grouped, with an argument' 'a()b(xy) 2' "$(f -abxy)"
optstring=ab:; check 'unknown' '?()' "$(f -c 2>/dev/null | cut -d' ' -f1)"
optstring=:ab:; check 'unknown, in silence' '?(c)' "$(f -c 2>&1 | cut -d' ' -f1)"
optstring=ab:; check 'the argument is missing' '?()' "$(f -b 2>/dev/null | cut -d' ' -f1)"
optstring=:ab:; check 'the argument is missing, in silence' ':(b)' "$(f -b 2>&1 | cut -d' ' -f1)"
optstring=ab:; check 'behind --' 'a() 3' "$(f -a -- -b)"
optstring=ab:; check 'what was unknown is said' yes "$(f -c 2>&1 | grep -q c && echo yes)"

# times, unset, readonly, export
check 'times' 2 "$(times | grep -c '^[0-9]*m[0-9.]*s [0-9]*m[0-9.]*s$')"
check 'unset -f' '127' "$(f() { :; }; unset -f f; f 2>/dev/null; echo $?)"
check 'unset of a variable leaves the function' 'function' "$(f=1; f() { echo function; }; unset -v f; f)"
check 'unset of what is read only' failed "$(readonly x=1; command unset x 2>/dev/null || echo failed)"
check 'an unknown option of unset' failed "$(command unset -Z x 2>/dev/null || echo failed)"
check 'export -p can be read again' "a b" "$(export x='a b'; saved=$(export -p); unset x; eval "$saved" 2>/dev/null; echo "$x")"
check 'readonly -p names what is' yes "$(readonly x=1; readonly -p | grep -q 'x=' && echo yes)"
check 'an unknown option of export' failed "$(command export -Z 2>/dev/null || echo failed)"

# Redirections
check 'a descriptor that is not open' failed "$( (echo a >&8) 2>/dev/null || echo failed)"
check 'what is no descriptor' failed "$( (eval 'echo a 2>&x') 2>/dev/null || echo failed)"
check 'an empty file name' failed "$( (echo a >"") 2>/dev/null || echo failed)"
check 'redirections alone' 'created 0' "$(>created; [ -f created ] && echo "created $?")"
check 'redirections alone that fail' 'failed' "$( (<no_such_file) 2>/dev/null || echo failed)"

# ${name?} and its like for $* and $@
check 'default of empty parameters' 'none' "$(set -- ''; echo "${*:-none}")"
check 'alternative' 'some' "$(set -- a; echo "${@+some}")"
check 'bad substitution' failed "$( (eval 'echo ${x!y}'; echo alive) 2>/dev/null || echo failed)"

# How it is started
check '-s takes parameters' 'a b' "$(echo 'echo $*' | $SH -s a b)"
check '-c with a name' 'name a' "$($SH -c 'echo $0 $1' name a)"
check '-o by name' on "$($SH -o noglob -c 'set -o' | sed -n 's/^noglob[[:space:]]*//p')"
check '+o by name' off "$($SH +o noglob -c 'set -o' | sed -n 's/^noglob[[:space:]]*//p')"
check 'an unknown option' failed "$($SH -Z -c : 2>/dev/null || echo failed)"


# set -n reads and executes nothing, what stands before & neither.
echo kept >noexec.file
printf '%s\n' 'echo no >noexec.file &' 'echo no | cat &' '(echo no >noexec.file) &' '{ echo no; echo no; } &' ': ${x=$(echo no >noexec.file)} &' 'wait' >noexec.sh
check 'set -n' '0 kept' "$(echo $($SH -n ./noexec.sh; echo $?; cat noexec.file))"
finish
