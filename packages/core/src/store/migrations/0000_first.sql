CREATE TABLE `agent` (
	`id` integer PRIMARY KEY NOT NULL,
	`hash` integer NOT NULL,
	`value` text NOT NULL,
	`agent_class` text NOT NULL,
	`bot` text,
	`browser` text,
	`os` text,
	`device` text
);
--> statement-breakpoint
CREATE TABLE `client` (
	`id` integer PRIMARY KEY NOT NULL,
	`hash` integer NOT NULL,
	`value` text NOT NULL,
	`ip` blob,
	`country` text
);
--> statement-breakpoint
CREATE TABLE `entry` (
	`id` integer PRIMARY KEY NOT NULL,
	`range_line` integer,
	`time` integer NOT NULL,
	`client_id` integer NOT NULL,
	`request_id` integer NOT NULL,
	`status` integer,
	`bytes` integer,
	`referrer_id` integer,
	`agent_id` integer,
	`site_id` integer,
	`user_id` integer,
	`duration_us` integer,
	`upstream_us` integer,
	`bytes_in` integer,
	`extra_id` integer
);
--> statement-breakpoint
CREATE TABLE `entry_extra` (
	`entry_id` integer NOT NULL,
	`name_id` integer NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`entry_id`, `name_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `extra` (
	`id` integer PRIMARY KEY NOT NULL,
	`hash` integer NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `extra_name` (
	`id` integer PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `hit_key` (
	`id` integer PRIMARY KEY NOT NULL,
	`site_id` integer NOT NULL,
	`method` text NOT NULL,
	`status` integer NOT NULL,
	`agent_class` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `hit_key_values` ON `hit_key` (`status`,`agent_class`,`method`,`site_id`);--> statement-breakpoint
CREATE TABLE `hits_day` (
	`day` integer NOT NULL,
	`path_id` integer NOT NULL,
	`key_id` integer NOT NULL,
	`hits` integer NOT NULL,
	`bytes` integer NOT NULL,
	`duration_us` integer NOT NULL,
	`duration_max_us` integer NOT NULL,
	`timed` integer NOT NULL,
	PRIMARY KEY(`day`, `path_id`, `key_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `hits_hour` (
	`hour` integer NOT NULL,
	`key_id` integer NOT NULL,
	`hits` integer NOT NULL,
	`bytes` integer NOT NULL,
	`duration_us` integer NOT NULL,
	`duration_max_us` integer NOT NULL,
	`timed` integer NOT NULL,
	PRIMARY KEY(`hour`, `key_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `hits_path` (
	`path_id` integer NOT NULL,
	`key_id` integer NOT NULL,
	`hits` integer NOT NULL,
	`bytes` integer NOT NULL,
	`duration_us` integer NOT NULL,
	`duration_max_us` integer NOT NULL,
	`timed` integer NOT NULL,
	PRIMARY KEY(`path_id`, `key_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `meta` (
	`id` integer PRIMARY KEY NOT NULL,
	`zone` text NOT NULL,
	`data_version` integer NOT NULL,
	`watermark` integer DEFAULT 0 NOT NULL,
	`paths_follow` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL,
	`digest_key` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `path` (
	`id` integer PRIMARY KEY NOT NULL,
	`hash` integer NOT NULL,
	`value` text NOT NULL,
	`extension` text,
	`kind` text NOT NULL,
	`template` text
);
--> statement-breakpoint
CREATE TABLE `range_filtered` (
	`range_id` integer NOT NULL,
	`rule` text NOT NULL,
	`lines` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `range_filtered_range` ON `range_filtered` (`range_id`);--> statement-breakpoint
CREATE TABLE `referrer` (
	`id` integer PRIMARY KEY NOT NULL,
	`hash` integer NOT NULL,
	`value` text NOT NULL,
	`site` text
);
--> statement-breakpoint
CREATE TABLE `reject` (
	`id` integer PRIMARY KEY NOT NULL,
	`range_id` integer NOT NULL,
	`range_line` integer NOT NULL,
	`offset` integer NOT NULL,
	`reason` text NOT NULL,
	`text` text
);
--> statement-breakpoint
CREATE INDEX `reject_range` ON `reject` (`range_id`);--> statement-breakpoint
CREATE TABLE `request` (
	`id` integer PRIMARY KEY NOT NULL,
	`hash` integer NOT NULL,
	`method` text,
	`origin` text,
	`path_id` integer NOT NULL,
	`query` text,
	`protocol` text
);
--> statement-breakpoint
CREATE TABLE `run` (
	`id` integer PRIMARY KEY NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	`pid` integer NOT NULL,
	`state` text NOT NULL,
	`options` text NOT NULL,
	`totals` text
);
--> statement-breakpoint
CREATE TABLE `site` (
	`id` integer PRIMARY KEY NOT NULL,
	`hash` integer NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `source` (
	`id` integer PRIMARY KEY NOT NULL,
	`head_digest` blob,
	`path` text NOT NULL,
	`format` text NOT NULL,
	`zone` text NOT NULL,
	`site` text,
	`state` text NOT NULL,
	`detail` text,
	`generation` integer DEFAULT 0 NOT NULL,
	`first_run` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `source_head` ON `source` (`head_digest`);--> statement-breakpoint
CREATE TABLE `source_file` (
	`path` text PRIMARY KEY NOT NULL,
	`source_id` integer NOT NULL,
	`device` text NOT NULL,
	`inode` text NOT NULL,
	`size` integer NOT NULL,
	`modified_ms` integer NOT NULL,
	`changed_ms` integer NOT NULL,
	`compression` text NOT NULL,
	`complete` integer NOT NULL,
	`reach` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `source_file_source` ON `source_file` (`source_id`);--> statement-breakpoint
CREATE INDEX `source_file_inode` ON `source_file` (`inode`);--> statement-breakpoint
CREATE TABLE `source_range` (
	`id` integer PRIMARY KEY NOT NULL,
	`source_id` integer NOT NULL,
	`generation` integer,
	`run_id` integer NOT NULL,
	`first_entry` integer,
	`last_entry` integer,
	`start_offset` integer NOT NULL,
	`end_offset` integer NOT NULL,
	`lines` integer NOT NULL,
	`carried` integer NOT NULL,
	`origin` integer,
	`first_line` integer,
	`stored` integer NOT NULL,
	`filtered` integer NOT NULL,
	`rejected` integer NOT NULL,
	`blank` integer NOT NULL,
	`comment` integer NOT NULL,
	`min_time` integer,
	`max_time` integer,
	`tail` integer NOT NULL,
	`digest` blob NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `source_range_offset` ON `source_range` (`source_id`,`generation`,`start_offset`);--> statement-breakpoint
CREATE INDEX `source_range_entry` ON `source_range` (`first_entry`) WHERE first_entry is not null;--> statement-breakpoint
CREATE INDEX `source_range_tail` ON `source_range` (`start_offset`) WHERE tail;--> statement-breakpoint
CREATE TABLE `user` (
	`id` integer PRIMARY KEY NOT NULL,
	`hash` integer NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `visitor_day` (
	`client_id` integer NOT NULL,
	`agent_id` integer NOT NULL,
	`site_id` integer NOT NULL,
	`day` integer NOT NULL,
	`hits` integer NOT NULL,
	`bytes` integer NOT NULL,
	PRIMARY KEY(`client_id`, `agent_id`, `site_id`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `zone_offset` (
	`from_time` integer PRIMARY KEY NOT NULL,
	`offset_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE VIEW `access_log` AS select strftime('%Y-%m-%dT%H:%M:%S', "entry"."time" / 1000, 'unixepoch') || printf('.%03dZ', "entry"."time" % 1000) as "log_time", (select "client"."value" from "client" where "client"."id" = "entry"."client_id") as "c_ip", (select "user"."value" from "user" where "user"."id" = "entry"."user_id") as "cs_username", (select "request"."method" from "request" where "request"."id" = "entry"."request_id") as "cs_method", (select "path"."value" from "path" where "path"."id" = (select "request"."path_id" from "request" where "request"."id" = "entry"."request_id")) as "cs_uri_stem", (select "request"."query" from "request" where "request"."id" = "entry"."request_id") as "cs_uri_query", (select "request"."protocol" from "request" where "request"."id" = "entry"."request_id") as "cs_version", "entry"."status" as "sc_status", "entry"."bytes" as "sc_bytes", (select "referrer"."value" from "referrer" where "referrer"."id" = "entry"."referrer_id") as "cs_referer", (select "agent"."value" from "agent" where "agent"."id" = "entry"."agent_id") as "cs_user_agent", (select "site"."value" from "site" where "site"."id" = "entry"."site_id") as "cs_host", json_extract((select "extra"."value" from "extra" where "extra"."id" = "entry"."extra_id"), '$.scheme') as "cs_uri_scheme", "entry"."bytes_in" as "cs_bytes", "entry"."duration_us" / 1000000.0 as "time_taken", json_extract((select "extra"."value" from "extra" where "extra"."id" = "entry"."extra_id"), '$.port') as "s_port", json_extract((select "extra"."value" from "extra" where "extra"."id" = "entry"."extra_id"), '$.forwarded_for') as "x_forwarded_for", (select "source_range"."first_line" + coalesce("entry"."range_line", "entry"."id" - "source_range"."first_entry") from "source_range" where "source_range"."first_entry" <= "entry"."id" order by "source_range"."first_entry" desc limit 1) as "log_line", (select "source"."path" from "source" where "source"."id" = (select "source_range"."source_id" from "source_range" where "source_range"."first_entry" <= "entry"."id" order by "source_range"."first_entry" desc limit 1)) as "log_path" from "entry";--> statement-breakpoint
CREATE VIEW `entries` AS select "entry"."time" as "time", strftime('%Y-%m-%dT%H:%M:%S', "entry"."time" / 1000, 'unixepoch') || printf('.%03dZ', "entry"."time" % 1000) as "iso_time", (select "client"."value" from "client" where "client"."id" = "entry"."client_id") as "client", (select "client"."country" from "client" where "client"."id" = "entry"."client_id") as "country", (select "site"."value" from "site" where "site"."id" = "entry"."site_id") as "site", (select "user"."value" from "user" where "user"."id" = "entry"."user_id") as "user", (select "request"."method" from "request" where "request"."id" = "entry"."request_id") as "method", (select "path"."value" from "path" where "path"."id" = (select "request"."path_id" from "request" where "request"."id" = "entry"."request_id")) as "path", (select "request"."query" from "request" where "request"."id" = "entry"."request_id") as "query", (select "path"."extension" from "path" where "path"."id" = (select "request"."path_id" from "request" where "request"."id" = "entry"."request_id")) as "extension", (select "path"."kind" from "path" where "path"."id" = (select "request"."path_id" from "request" where "request"."id" = "entry"."request_id")) as "kind", (select "path"."template" from "path" where "path"."id" = (select "request"."path_id" from "request" where "request"."id" = "entry"."request_id")) as "template", (select "request"."protocol" from "request" where "request"."id" = "entry"."request_id") as "protocol", "entry"."status" as "status", "entry"."bytes" as "bytes", "entry"."duration_us" / 1000.0 as "duration_ms", "entry"."upstream_us" / 1000.0 as "upstream_ms", "entry"."bytes_in" as "bytes_in", (select "referrer"."value" from "referrer" where "referrer"."id" = "entry"."referrer_id") as "referrer", (select "referrer"."site" from "referrer" where "referrer"."id" = "entry"."referrer_id") as "referrer_site", (select "agent"."value" from "agent" where "agent"."id" = "entry"."agent_id") as "agent", (select "agent"."browser" from "agent" where "agent"."id" = "entry"."agent_id") as "browser", (select "agent"."os" from "agent" where "agent"."id" = "entry"."agent_id") as "os", (select "agent"."device" from "agent" where "agent"."id" = "entry"."agent_id") as "device", coalesce((select "agent"."agent_class" from "agent" where "agent"."id" = "entry"."agent_id"), 'unknown') as "agent_class", (select "agent"."bot" from "agent" where "agent"."id" = "entry"."agent_id") as "bot", json_extract((select "extra"."value" from "extra" where "extra"."id" = "entry"."extra_id"), '$.tls') as "tls", json_extract((select "extra"."value" from "extra" where "extra"."id" = "entry"."extra_id"), '$.cipher') as "cipher", json_extract((select "extra"."value" from "extra" where "extra"."id" = "entry"."extra_id"), '$.cache') as "cache", json_extract((select "extra"."value" from "extra" where "extra"."id" = "entry"."extra_id"), '$.mime') as "mime", json_extract((select "extra"."value" from "extra" where "extra"."id" = "entry"."extra_id"), '$.scheme') as "scheme", json_extract((select "extra"."value" from "extra" where "extra"."id" = "entry"."extra_id"), '$.port') as "port", json_extract((select "extra"."value" from "extra" where "extra"."id" = "entry"."extra_id"), '$.upstream_address') as "upstream_address", json_extract((select "extra"."value" from "extra" where "extra"."id" = "entry"."extra_id"), '$.forwarded_for') as "forwarded_for", json_extract((select "extra"."value" from "extra" where "extra"."id" = "entry"."extra_id"), '$.remote_address') as "remote_address", coalesce((select json_patch(coalesce((select "extra"."value" from "extra" where "extra"."id" = "entry"."extra_id"), '{}'), json_group_object((select "extra_name"."value" from "extra_name" where "extra_name"."id" = "entry_extra"."name_id"), "entry_extra"."value")) from "entry_extra" where "entry_extra"."entry_id" = "entry"."id" group by "entry_extra"."entry_id"), (select "extra"."value" from "extra" where "extra"."id" = "entry"."extra_id")) as "extra", (select "source"."path" from "source" where "source"."id" = (select "source_range"."source_id" from "source_range" where "source_range"."first_entry" <= "entry"."id" order by "source_range"."first_entry" desc limit 1)) as "source", (select "source_range"."first_line" + coalesce("entry"."range_line", "entry"."id" - "source_range"."first_entry") from "source_range" where "source_range"."first_entry" <= "entry"."id" order by "source_range"."first_entry" desc limit 1) as "line", (select "request"."origin" from "request" where "request"."id" = "entry"."request_id") as "origin", "entry"."id" as "entry_id", (select "request"."path_id" from "request" where "request"."id" = "entry"."request_id") as "path_id", "entry"."client_id" as "client_id", "entry"."agent_id" as "agent_id", "entry"."request_id" as "request_id", "entry"."referrer_id" as "referrer_id", "entry"."site_id" as "site_id", "entry"."user_id" as "user_id", (select "source_range"."source_id" from "source_range" where "source_range"."first_entry" <= "entry"."id" order by "source_range"."first_entry" desc limit 1) as "source_id" from "entry";--> statement-breakpoint
CREATE VIEW `extras` AS select "entry_extra"."entry_id" as "entry_id", (select "extra_name"."value" from "extra_name" where "extra_name"."id" = "entry_extra"."name_id") as "name", "entry_extra"."value" as "value" from "entry_extra";--> statement-breakpoint
CREATE VIEW `hits` AS select hit.day * 86400000 - (select "zone_offset"."offset_ms" from "zone_offset" where "zone_offset"."from_time" <= hit.day * 86400000 - "zone_offset"."offset_ms" order by "zone_offset"."from_time" desc limit 1) as time, date(hit.day * 86400, 'unixepoch') as day, (select "site"."value" from "site" where "site"."id" = hit.site_id) as site, hit.site_id, (select "path"."value" from "path" where "path"."id" = hit.path_id) as path, hit.path_id, (select "path"."extension" from "path" where "path"."id" = hit.path_id) as extension, (select "path"."kind" from "path" where "path"."id" = hit.path_id) as kind, (select "path"."template" from "path" where "path"."id" = hit.path_id) as template, hit.method, hit.status, hit.agent_class, hit.hits, hit.bytes, iif(hit.timed, hit.duration_us / 1000.0, null) as duration_ms, iif(hit.timed, hit.duration_max_us / 1000.0, null) as duration_max_ms, hit.timed from (
  select "hits_day"."day" as day, "hits_day"."path_id" as path_id, nullif("hit_key"."site_id", 0) as site_id, nullif("hit_key"."method", '') as method, nullif("hit_key"."status", -1) as status, "hit_key"."agent_class" as agent_class, "hits_day"."hits" as hits, "hits_day"."bytes" as bytes, "hits_day"."duration_us" as duration_us, "hits_day"."duration_max_us" as duration_max_us, "hits_day"."timed" as timed
  from "hits_day" cross join "hit_key" on "hit_key"."id" = "hits_day"."key_id"
  union all select ("entry"."time" + (select "zone_offset"."offset_ms" from "zone_offset" where "zone_offset"."from_time" <= "entry"."time" order by "zone_offset"."from_time" desc limit 1) + 1000000 * 86400000) / 86400000 - 1000000, (select "request"."path_id" from "request" where "request"."id" = "entry"."request_id"), "entry"."site_id", (select "request"."method" from "request" where "request"."id" = "entry"."request_id"), "entry"."status", coalesce((select "agent"."agent_class" from "agent" where "agent"."id" = "entry"."agent_id"), 'unknown'), 1, coalesce("entry"."bytes", 0), "entry"."duration_us", "entry"."duration_us", "entry"."duration_us" is not null from "entry" where "entry"."id" > (select "meta"."watermark" from "meta")
  union all select ("entry"."time" + (select "zone_offset"."offset_ms" from "zone_offset" where "zone_offset"."from_time" <= "entry"."time" order by "zone_offset"."from_time" desc limit 1) + 1000000 * 86400000) / 86400000 - 1000000, (select "request"."path_id" from "request" where "request"."id" = "entry"."request_id"), "entry"."site_id", (select "request"."method" from "request" where "request"."id" = "entry"."request_id"), "entry"."status", coalesce((select "agent"."agent_class" from "agent" where "agent"."id" = "entry"."agent_id"), 'unknown'), 1, coalesce("entry"."bytes", 0), "entry"."duration_us", "entry"."duration_us", "entry"."duration_us" is not null from "source_range" cross join "entry" on "entry"."id" between "source_range"."first_entry" and "source_range"."last_entry" where "source_range"."tail" and "source_range"."first_entry" <= (select "meta"."watermark" from "meta")
) as hit;--> statement-breakpoint
CREATE VIEW `rejects` AS select (select "source"."path" from "source" where "source"."id" = (select "source_range"."source_id" from "source_range" where "source_range"."id" = "reject"."range_id")) as "source", (select "source_range"."source_id" from "source_range" where "source_range"."id" = "reject"."range_id") as "source_id", (select "source_range"."first_line" from "source_range" where "source_range"."id" = "reject"."range_id") + "reject"."range_line" as "line", "reject"."offset" as "offset", "reject"."reason" as "reason", "reject"."text" as "text" from "reject";--> statement-breakpoint
CREATE VIEW `sources` AS select "source"."id" as "source_id", "source"."path" as "path", "source"."format" as "format", coalesce((select "source_file"."compression" from "source_file" where "source_file"."path" = "source"."path" and "source_file"."source_id" = "source"."id"), 'none') as "compression", "source"."zone" as "zone", "source"."site" as "site", "source"."state" as "state", "source"."detail" as "detail", (select coalesce(sum("source_range"."lines"), 0) from "source_range" where "source_range"."source_id" = "source"."id") as "lines", (select coalesce(sum("source_range"."stored"), 0) from "source_range" where "source_range"."source_id" = "source"."id") as "stored", (select coalesce(sum("source_range"."filtered"), 0) from "source_range" where "source_range"."source_id" = "source"."id") as "filtered", (select coalesce(sum("source_range"."rejected"), 0) from "source_range" where "source_range"."source_id" = "source"."id") as "rejected", (select group_concat(reason || ' ' || lines, ', ') over (order by lines desc, reason rows between unbounded preceding and unbounded following) from (select "reject"."reason" as reason, count(*) as lines from "source_range" cross join "reject" on "reject"."range_id" = "source_range"."id" where "source_range"."source_id" = "source"."id" group by "reject"."reason") limit 1) as "rejected_by", (select coalesce(sum("source_range"."blank" + "source_range"."comment"), 0) from "source_range" where "source_range"."source_id" = "source"."id") as "skipped", (select coalesce(sum("source_range"."blank"), 0) from "source_range" where "source_range"."source_id" = "source"."id") as "blank", (select coalesce(sum("source_range"."comment"), 0) from "source_range" where "source_range"."source_id" = "source"."id") as "comment", (select coalesce(sum(iif("source_range"."carried", 0, "source_range"."end_offset" - "source_range"."start_offset")), 0) from "source_range" where "source_range"."source_id" = "source"."id") as "bytes_read", (select min("source_range"."min_time") from "source_range" where "source_range"."source_id" = "source"."id") as "first_time", (select max("source_range"."max_time") from "source_range" where "source_range"."source_id" = "source"."id") as "last_time", "source"."generation" + 1 as "generations", (select count(*) from "source_file" where "source_file"."source_id" = "source"."id") as "files" from "source";--> statement-breakpoint
CREATE VIEW `visits` AS select date(visit.day * 86400, 'unixepoch') as day, (select "site"."value" from "site" where "site"."id" = visit.site_id) as site, visit.site_id, (select "client"."value" from "client" where "client"."id" = visit.client_id) as client, visit.client_id, (select "agent"."value" from "agent" where "agent"."id" = visit.agent_id) as agent, visit.agent_id, coalesce((select "agent"."agent_class" from "agent" where "agent"."id" = visit.agent_id), 'unknown') as agent_class, (select "agent"."bot" from "agent" where "agent"."id" = visit.agent_id) as bot, visit.hits, visit.bytes, date(lag(visit.day) over (partition by visit.client_id, visit.agent_id, visit.site_id order by visit.day) * 86400, 'unixepoch') as prev_day from (
  with more as materialized (
    select client_id, agent_id, site_id, day, count(*) as hits, sum(bytes) as bytes
    from (select "entry"."client_id" as client_id, coalesce("entry"."agent_id", 0) as agent_id, coalesce("entry"."site_id", 0) as site_id, ("entry"."time" + (select "zone_offset"."offset_ms" from "zone_offset" where "zone_offset"."from_time" <= "entry"."time" order by "zone_offset"."from_time" desc limit 1) + 1000000 * 86400000) / 86400000 - 1000000 as day, coalesce("entry"."bytes", 0) as bytes from "entry" where "entry"."id" > (select "meta"."watermark" from "meta") union all select "entry"."client_id" as client_id, coalesce("entry"."agent_id", 0) as agent_id, coalesce("entry"."site_id", 0) as site_id, ("entry"."time" + (select "zone_offset"."offset_ms" from "zone_offset" where "zone_offset"."from_time" <= "entry"."time" order by "zone_offset"."from_time" desc limit 1) + 1000000 * 86400000) / 86400000 - 1000000 as day, coalesce("entry"."bytes", 0) as bytes from "source_range" cross join "entry" on "entry"."id" between "source_range"."first_entry" and "source_range"."last_entry" where "source_range"."tail" and "source_range"."first_entry" <= (select "meta"."watermark" from "meta"))
    group by client_id, agent_id, site_id, day
  )
  select client_id, nullif(agent_id, 0) as agent_id, nullif(site_id, 0) as site_id, day, hits, bytes from "visitor_day"
  where (client_id, agent_id, site_id, day) not in (select client_id, agent_id, site_id, day from more)
  union all
  select m.client_id, nullif(m.agent_id, 0), nullif(m.site_id, 0), m.day, m.hits + coalesce(s.hits, 0), m.bytes + coalesce(s.bytes, 0)
  from more as m left join "visitor_day" as s on s.client_id = m.client_id and s.agent_id = m.agent_id and s.site_id = m.site_id and s.day = m.day
) as visit;