# `npm start` ingests the logs in samples/ into a database of their own and shows what they hold; running it again reads
# nothing twice. `npm start -- FILES...` is `logmill FILES...` in the folder it was typed in (npm keeps it in INIT_CWD).

logmill=$PWD/packages/cli/bin/logmill
if [ $# -eq 0 ]; then
  set -- --db samples/logmill.db samples/logs
else
  cd "${INIT_CWD:-.}" || exit 2
fi
unset INIT_CWD
exec "$logmill" "$@"
