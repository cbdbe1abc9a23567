# Runs a scratch PostgreSQL for as long as the other end of this script's standard input is open. The system closes
# it when the process that holds it ends, however it ends: then the server is stopped at once and its folder removed.
# A server that ends by itself leaves its log to be read, and a file `ended` that says so.
#
# $1: the folder  $2: where the programs stand  the others: the server's settings
folder=$1
programs=$2
shift 2
cd "$folder" || exit 1
exec 3<&0 </dev/null >>"$folder/log" 2>&1

if "$programs/initdb" --pgdata="$folder/data" --username=scratch --pwfile="$folder/password" --auth=password \
    --encoding=UTF8 --locale=C --no-sync 3<&-
then
    "$programs/postgres" -D "$folder/data" "$@" 3<&- &
    server=$!
    # Asked more than once: a server that is only just starting does not hear it.
    { read -r _ <&3; while kill -QUIT "$server"; do sleep 1; done; } &
    watcher=$!
    wait "$server"
    kill "$watcher"
fi

: >"$folder/ended"
read -r _ <&3
cd /
rm -rf "$folder"
