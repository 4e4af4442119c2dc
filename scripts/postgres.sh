#!/bin/sh
# Makes sure that the PostgreSQL server programs (14 or newer) are installed, with the system's own
# package manager. Silent if they are; what it changes, it prints. It starts no server: Tsudoi runs a
# private one under its data folder.
set -eu

oldest=14

# With a database of one's own nothing is needed here.
[ -z "${DATABASE_URL:-}" ] || exit 0

# major DIR: the major version of the server programs in DIR, or nothing.
major() {
	[ -x "$1/postgres" ] && [ -x "$1/initdb" ] || return 0
	"$1/postgres" --version 2>/dev/null | sed -n 's/.*(PostgreSQL) \([0-9][0-9]*\).*/\1/p'
}

# found: whether usable programs are in one of the places where localpg/find.go looks too.
found() {
	on_path=$(command -v postgres 2>/dev/null || true)
	resolved=$(readlink -f "${on_path:-/}" 2>/dev/null || true)
	for dir in \
		/usr/lib/postgresql/*/bin \
		/usr/pgsql-*/bin \
		/usr/libexec/postgresql* \
		/usr/lib/postgresql*/bin \
		/usr/local/pgsql*/bin \
		/opt/homebrew/opt/postgresql*/bin \
		/usr/local/opt/postgresql*/bin \
		/Applications/Postgres.app/Contents/Versions/[0-9]*/bin \
		/usr/bin \
		/usr/local/bin \
		"${on_path%/*}" \
		"${resolved%/*}"; do
		version=$(major "$dir")
		if [ -n "$version" ] && [ "$version" -ge "$oldest" ]; then
			return 0
		fi
	done
	return 1
}

has() { command -v "$1" >/dev/null 2>&1; }

say() { printf 'postgres.sh: %s\n' "$*" >&2; }

# give_up REASON: says what to run by hand, and ends.
give_up() {
	say "$1"
	say "Tsudoi needs PostgreSQL $oldest or newer. Run this, then try again:"
	printf '    %s\n' "$line" >&2
	say "or set DATABASE_URL to a PostgreSQL server that runs elsewhere."
	exit 1
}

# run COMMAND...: prints the command and runs it, as root.
run() {
	say "running: ${sudo:+$sudo }$*"
	$sudo "$@"
}

# no_cluster: keeps Debian's packages from making and starting a cluster of their own on port 5432.
no_cluster() {
	common=/etc/postgresql-common
	if declined; then
		return 0
	fi
	say "writing $common/createcluster.d/tsudoi.conf: create_main_cluster = false"
	# A file of its own leaves the package's alone; releases that do not read it get the line there.
	$sudo mkdir -p "$common/createcluster.d" || return 1
	decline | $sudo tee "$common/createcluster.d/tsudoi.conf" >/dev/null || return 1
	if ! declined; then
		say "this release does not read it: adding the line to $common/createcluster.conf instead"
		$sudo rm "$common/createcluster.d/tsudoi.conf" || return 1
		decline | $sudo tee -a "$common/createcluster.conf" >/dev/null || return 1
	fi
}

declined() {
	[ "$(pg_conftool $common/createcluster.conf show -bs create_main_cluster 2>/dev/null || true)" = off ]
}

decline() {
	echo '# Written by Tsudoi, which runs a private cluster and needs no other one.'
	echo 'create_main_cluster = false'
}

# Under "||" a failing command does not end a function, hence the returns.
install_apt() {
	run apt-get update || say "some package lists could not be refreshed; trying with those there are"
	# postgresql-common reads the setting, so it comes before the server.
	run env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql-common || return 1
	no_cluster || return 1
	run env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql
}

if found; then
	exit 0
fi

if has apt-get; then
	manager=apt line='apt-get install -y postgresql'
elif has dnf; then
	manager=dnf line='dnf install -y postgresql-server'
elif has apk; then
	manager=apk line='apk add postgresql'
elif has brew; then
	manager=brew line='brew install postgresql@17'
else
	manager=none line='docker run -d --name tsudoi-postgres -e POSTGRES_PASSWORD=choose-one -p 127.0.0.1:5432:5432 postgres:17'
	give_up "no package manager known here (apt-get, dnf, apk, brew)."
fi

sudo=
if [ "$manager" != brew ] && [ "$(id -u)" -ne 0 ]; then
	has sudo || give_up "not root, and there is no sudo: it takes root to install packages."
	line="sudo $line"
	# Without a terminal nobody can type a password.
	[ -t 0 ] || sudo -n true 2>/dev/null || give_up "not root, and sudo asks for a password."
	sudo=sudo
fi

say "no PostgreSQL server programs ($oldest or newer) found; installing them"
case $manager in
apt) install_apt || give_up "the installation failed." ;;
dnf) run dnf install -y postgresql-server || give_up "the installation failed." ;;
apk) run apk add postgresql || give_up "the installation failed." ;;
brew) run brew install postgresql@17 || give_up "the installation failed." ;;
esac

if ! found; then
	line="see https://www.postgresql.org/download/ for packages of a newer version"
	give_up "the system's packages hold no PostgreSQL $oldest or newer."
fi
