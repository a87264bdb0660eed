# Varnish: before the site's own subroutines of these names. Start it with `-p pipe_timeout=120`, longer than the pause
# between the server's pings (limits.ping, 25s). Query strings carry tokens (SSE): keep them out of its log,
#   varnishncsa -q 'ReqURL !~ "^{{path}}"'
backend realtime {
  .host = "{{listenHost}}";
  .port = "{{listenPort}}";
  .between_bytes_timeout = 120s;
}

sub vcl_recv {
  if (req.url ~ "^{{path}}") {
    set req.backend_hint = realtime;
    # Endless answers too: a fetch keeps the first message until the next one if it came in one piece with the headers
    # (with feature=+http2 it still may, since HTTP/2 knows no pipe).
    if (req.http.Upgrade || req.url ~ "^{{path}}connection/(http_stream|uni_sse|sse\?)") {
      return (pipe);
    }
    return (pass);
  }
}

sub vcl_pipe {
  if (req.backend_hint == realtime && req.http.Upgrade) {
    set bereq.http.Upgrade = req.http.Upgrade;
    set bereq.http.Connection = req.http.Connection;
  }
}

sub vcl_backend_response {
  if (bereq.url ~ "^{{path}}") {
    # Every piece at once.
    set beresp.do_stream = true;
    set beresp.do_gzip = false;
    set beresp.uncacheable = true;
    return (deliver);
  }
}
