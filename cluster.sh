#!/usr/bin/env bash
# A cluster on this machine, without containers: two Redis, PostgreSQL, two silos and a gateway, with the settings of the compose
# file and TLS between them. Ctrl+C ends all of it; what it stored stays in its folder, and the next start goes on with that.
#   ./cluster.sh [FOLDER]        FOLDER is data/cluster unless given
# It needs the .NET SDK, redis-server and PostgreSQL's programs. From the environment:
#   WALLET_LEDGER    mongodb://… for a ledger on MongoDB; otherwise a SQLite file that the silos share
#   WALLET_LOCKOUTS  a connection string of a PostgreSQL that runs already; otherwise one is started here
#   WALLET_SANDBOX   true, unless it says false: play money from POST /wallet/deposit
#   WALLET_PORT      the gateway's port, 5080 unless given; the other processes take the ports after it
set -euo pipefail
cd "$(dirname "$0")"
site=$(realpath -m "${1:-data/cluster}")
port=${WALLET_PORT:-5080} sandbox=${WALLET_SANDBOX:-true}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

say() { printf '%s\n' "$*"; }
die() { say "$*" >&2; exit 1; }

postgres_bin=$(dirname "$(readlink -f "$(command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)")" 2>/dev/null || true)
command -v dotnet >/dev/null || die 'There is no dotnet on the PATH.'
command -v redis-server >/dev/null || die 'There is no redis-server on the PATH.'
[ -n "${WALLET_LOCKOUTS:-}" ] || [ -x "$postgres_bin/initdb" ] || die 'There is no PostgreSQL here (initdb); or set WALLET_LOCKOUTS.'

for p in $(seq "$port" $((port + 12))); do
  (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null && die "Port $p is taken; choose others with WALLET_PORT."
done

# What was started, in order. It is ended in the reverse order: the gateway first, and the stores when nobody uses them any more.
pids=()
finish() {
  trap '' INT TERM
  trap - EXIT
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    # PostgreSQL ends its sessions at SIGINT; everything else ends well at SIGTERM.
    kill -s "$([ "${pids[i]}" = "${postgres_pid:-}" ] && echo INT || echo TERM)" "${pids[i]}" 2>/dev/null || true
    wait "${pids[i]}" 2>/dev/null || true
  done
  say 'All of it has ended.'
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Starts something in a process group of its own, so that a Ctrl+C is this script's alone and everything ends in its order.
start() {
  local name=$1
  shift
  set -m
  "$@" >>"$site/log/$name.log" 2>&1 &
  pids+=($!)
  set +m
}

# wait_for WHAT PID COMMAND…: until the command goes well, or the process has ended.
wait_for() {
  local what=$1 pid=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    kill -0 "$pid" 2>/dev/null || die "$what did not start: $(tail -n 3 "$site/log/$what.log")"
    sleep 0.2
  done
}

say 'Building …'
dotnet build src/Silo -c Release -v quiet -clp:NoSummary
dotnet build src/Gateway -c Release -v quiet -clp:NoSummary
silo=src/Silo/bin/Release/net10.0/Wallet.Silo.dll gateway=src/Gateway/bin/Release/net10.0/Wallet.Gateway.dll

[ -f "$site/.env" ] || dotnet "$silo" init "$site"
mkdir -p "$site/log" "$site/clustering"
# The ledger holds hashes of secrets. PostgreSQL's own user, where root starts it, has to get to its folder.
chmod "$([ "$(id -u)" = 0 ] && echo 711 || echo 700)" "$site"
set -a
. "$site/.env"
set +a

redis=(redis-server --bind 127.0.0.1 --save '' --daemonize no)
clustering_port=$((port + 1)) gate_port=$((port + 2)) postgres_port=$((port + 3))
# Passwords come on standard input: a command line can be read by everybody on the machine.
start_redis() {
  local name=$1 at=$2 password=$3
  shift 3
  start "$name" "${redis[@]}" --port "$at" "$@" - <<<"requirepass $password"
  wait_for "$name" "${pids[-1]}" env "REDISCLI_AUTH=$password" redis-cli -p "$at" ping
}
say 'Starting the stores …'
start_redis clustering "$clustering_port" "$REDIS_CLUSTERING_PASSWORD" --appendonly yes --maxmemory-policy noeviction --dir "$site/clustering"
start_redis gate "$gate_port" "$REDIS_GATE_PASSWORD" --appendonly no --maxmemory "$WALLET_GATE_MEMORY" --maxmemory-policy allkeys-lru

if [ -z "${WALLET_LOCKOUTS:-}" ]; then
  as=() # PostgreSQL refuses to run as root.
  if [ "$(id -u)" = 0 ]; then
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    mkdir -p "$site/postgres"
    chown postgres "$site/postgres"
  fi
  if [ ! -f "$site/postgres/PG_VERSION" ]; then
    secret=$(mktemp) # readable by its owner alone, who is whoever runs initdb
    printf '%s' "$POSTGRES_PASSWORD" >"$secret"
    [ ${#as[@]} = 0 ] || chown postgres "$secret"
    "${as[@]}" "$postgres_bin/initdb" -D "$site/postgres" -U wallet -A scram-sha-256 -E UTF8 --locale C --pwfile="$secret" \
      >"$site/log/initdb.log" 2>&1 || { rm "$secret"; die "initdb failed: $(tail -n 3 "$site/log/initdb.log")"; }
    rm "$secret"
  fi
  start postgres "${as[@]}" "$postgres_bin/postgres" -D "$site/postgres" -h 127.0.0.1 -p "$postgres_port" -c unix_socket_directories=
  postgres_pid=${pids[-1]}
  wait_for postgres "$postgres_pid" "$postgres_bin/pg_isready" -q -h 127.0.0.1 -p "$postgres_port"
  WALLET_LOCKOUTS="Host=127.0.0.1;Port=$postgres_port;Database=postgres;Username=wallet;Password=$POSTGRES_PASSWORD"
fi

export ConnectionStrings__Clustering="127.0.0.1:$clustering_port,password=$REDIS_CLUSTERING_PASSWORD"
export ConnectionStrings__Gate="127.0.0.1:$gate_port,password=$REDIS_GATE_PASSWORD"
export ConnectionStrings__Lockouts="$WALLET_LOCKOUTS"
export ConnectionStrings__Ledger="${WALLET_LEDGER:-sqlite:$site/ledger.db}"
export Wallet__Peppers__0__Id="$WALLET_PEPPER_ID" Wallet__Peppers__0__Value="$WALLET_PEPPER"
export Wallet__SigningKeys__0__Id="$WALLET_SIGNING_KEY_ID" Wallet__SigningKeys__0__Value="$WALLET_SIGNING_KEY"
export Wallet__Currency="$WALLET_CURRENCY" Wallet__Sandbox="$sandbox"

# serve NAME ROLE PROGRAM HTTP-PORT OPERATOR-PORT [SETTINGS…]
serve() {
  local name=$1 role=$2 program=$3 http=$4 operator=$5
  shift 5
  start "$name" dotnet "$program" --urls "http://127.0.0.1:$http" "--Wallet:Operator:Urls=http://127.0.0.1:$operator" "--Wallet:Cluster:Tls:Ca=$site/certificates/$role/ca.crt" \
    "--Wallet:Cluster:Tls:Certificate=$site/certificates/$role/tls.crt" "--Wallet:Cluster:Tls:Key=$site/certificates/$role/tls.key" "$@"
}
ready() { curl -fsS -o /dev/null "http://127.0.0.1:$1/health/ready"; }

dotnet "$silo" schema >/dev/null
say 'Starting two silos and a gateway …'
serve silo-1 silo "$silo" $((port + 4)) $((port + 11)) --Wallet:Cluster:SiloPort=$((port + 5)) --Wallet:Cluster:GatewayPort=$((port + 6))
wait_for silo-1 "${pids[-1]}" ready $((port + 4))
serve silo-2 silo "$silo" $((port + 7)) $((port + 12)) --Wallet:Cluster:SiloPort=$((port + 8)) --Wallet:Cluster:GatewayPort=$((port + 9))
wait_for silo-2 "${pids[-1]}" ready $((port + 7))
serve gateway gateway "$gateway" "$port" $((port + 10))
wait_for gateway "${pids[-1]}" ready "$port"

say "The gateway listens on http://127.0.0.1:$port, for operators on http://127.0.0.1:$((port + 10)); secrets, certificates, data and logs are in $site. Ctrl+C ends all of it."
# Whatever ends first ends the rest.
wait -n "${pids[@]}" || true
die "A process has ended; its log is in $site/log."
