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
CREATE INDEX `agent_hash` ON `agent` (`hash`);--> statement-breakpoint
CREATE TABLE `client` (
	`id` integer PRIMARY KEY NOT NULL,
	`hash` integer NOT NULL,
	`value` text NOT NULL,
	`ip` blob,
	`country` text
);
--> statement-breakpoint
CREATE INDEX `client_hash` ON `client` (`hash`);--> statement-breakpoint
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
CREATE TABLE `extra` (
	`id` integer PRIMARY KEY NOT NULL,
	`hash` integer NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `extra_hash` ON `extra` (`hash`);--> statement-breakpoint
CREATE TABLE `meta` (
	`id` integer PRIMARY KEY NOT NULL,
	`zone` text NOT NULL,
	`data_version` integer NOT NULL,
	`created_at` integer NOT NULL
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
CREATE INDEX `path_hash` ON `path` (`hash`);--> statement-breakpoint
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
CREATE INDEX `referrer_hash` ON `referrer` (`hash`);--> statement-breakpoint
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
CREATE INDEX `request_hash` ON `request` (`hash`);--> statement-breakpoint
CREATE INDEX `request_path` ON `request` (`path_id`);--> statement-breakpoint
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
CREATE INDEX `site_hash` ON `site` (`hash`);--> statement-breakpoint
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
	`complete` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `source_file_source` ON `source_file` (`source_id`);--> statement-breakpoint
CREATE INDEX `source_file_inode` ON `source_file` (`inode`);--> statement-breakpoint
CREATE TABLE `source_range` (
	`id` integer PRIMARY KEY NOT NULL,
	`source_id` integer NOT NULL,
	`generation` integer NOT NULL,
	`run_id` integer NOT NULL,
	`first_entry` integer,
	`last_entry` integer,
	`start_offset` integer NOT NULL,
	`end_offset` integer NOT NULL,
	`lines` integer NOT NULL,
	`carried` integer NOT NULL,
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
CREATE TABLE `user` (
	`id` integer PRIMARY KEY NOT NULL,
	`hash` integer NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `user_hash` ON `user` (`hash`);--> statement-breakpoint
CREATE TABLE `zone_offset` (
	`from_time` integer PRIMARY KEY NOT NULL,
	`offset_ms` integer NOT NULL
);
