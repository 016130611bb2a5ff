#!/bin/sh
# Makes the secrets of compose.yaml once; those that are there stay as they are.
set -eu
cd "$(dirname "$0")/secrets"
umask 077
random() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
[ -s database_password ] || random > database_password
[ -s secret_key ] || random > secret_key
[ -s database_url ] || printf 'postgresql://folioscope:%s@database/folioscope' \
    "$(cat database_password)" > database_url
# Nobody else on this machine comes past the folder. The files in it are for everybody to read all
# the same: compose mounts each with the rights it has, and in the containers user 10001 reads it.
chmod 0700 .
chmod 0644 database_password database_url secret_key
