CREATE TABLE "channel_accounts" (
	"channel" text NOT NULL,
	"account" text NOT NULL,
	"public_name" text NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "inbox" ADD COLUMN "retry_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "choices" jsonb;--> statement-breakpoint
CREATE UNIQUE INDEX "channel_accounts_account" ON "channel_accounts" USING btree ("channel","account");--> statement-breakpoint
CREATE INDEX "inbox_oldest" ON "inbox" USING btree ("id") WHERE "inbox"."done_at" is null and "inbox"."parked_at" is null;--> statement-breakpoint
CREATE INDEX "outbox_oldest" ON "outbox" USING btree ("not_before","id") WHERE "outbox"."state" in ('queued', 'sending');--> statement-breakpoint
ALTER TABLE "outbox" DROP COLUMN "lease_until";