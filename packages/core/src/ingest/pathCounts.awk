# The oracle of pathCounts.test.ts: which path each line of a Common Log Format or combined log asks for, found with
# nothing of logmill's. Run with LC_ALL=C, so that it sees bytes. Writes a path a line, as logged; a line it cannot read
# goes to the file `unread`, as its number.
{ sub(/\r+$/, "") }
/^[ \t]*$/ || /^#/ { next }
{
  if (!match($0, /[ \t]\[[0-9][0-9]\/[A-Z][a-z][a-z]\/[0-9][0-9][0-9][0-9][: ][^]]*\][ \t]+"/)) { print FNR > unread; next }
  # Client, ident and user stand before the time, or a client and a dash.
  if (substr($0, 1, RSTART - 1) !~ /^[^ \t]+[ \t]+([^ \t]+[ \t]+[^ \t]+|-$)/) { print FNR > unread; next }
  rest = substr($0, RSTART + RLENGTH)
  # The request ends at the first quote that a status and a number of bytes follow.
  if (!match(rest, /"[ \t]+([0-9]+|-)[ \t]+([0-9]+|-)([ \t]|$)/)) { print FNR > unread; next }
  request = substr(rest, 1, RSTART - 1)
  if (request ~ /^[A-Za-z0-9!#$%&'*+.^_`|~-]+ ..* HTTP\/[0-9]+(\.[0-9]+)?$/) {
    sub(/^[^ ]+ /, "", request)
    sub(/ HTTP\/[0-9.]+$/, "", request)
  } else if (request ~ /^(GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PROPFIND|SEARCH|get|head|post) ./) {
    sub(/^[^ ]+ /, "", request)
  } else {
    # No request: all of it is what is counted, question marks too.
    print "=" request
    next
  }
  sub(/\?.*$/, "", request)
  sub(/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\/#]*/, "", request)
  print "=" request
}
