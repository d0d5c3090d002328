CREATE TABLE "delivery_reports" (
	"channel" text NOT NULL,
	"account" text NOT NULL,
	"provider_id" text NOT NULL,
	"outcome" text NOT NULL,
	"words" text,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wa_auth" (
	"account" text NOT NULL,
	"type" text NOT NULL,
	"id" text NOT NULL,
	"value_sealed" text NOT NULL,
	CONSTRAINT "wa_auth_account_type_id_pk" PRIMARY KEY("account","type","id")
);
--> statement-breakpoint
CREATE TABLE "whatsapp_links" (
	"account" text PRIMARY KEY NOT NULL,
	"epoch" bigint DEFAULT 0 NOT NULL,
	"wish" jsonb,
	"wished_by" text collate "C",
	"shown" text,
	"shown_sealed" text,
	"shown_until" timestamp (3) with time zone,
	"phone" text,
	"linked_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "channel_accounts" ALTER COLUMN "public_name" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "channel_accounts" ADD COLUMN "state" text DEFAULT 'connecting' NOT NULL;--> statement-breakpoint
ALTER TABLE "channel_accounts" ADD COLUMN "words" text;--> statement-breakpoint
ALTER TABLE "channel_accounts" ADD COLUMN "since" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "channel_accounts" ADD COLUMN "last_inbound_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "channel_accounts" ADD COLUMN "last_outbound_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "channel_accounts" ADD COLUMN "read_up_to" text;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "sender_phone" text;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "is_group" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "alerts_staff" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "first_sent_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "inbox" ADD COLUMN "dismissed_by" text collate "C";--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "cost" numeric(12, 4);--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "cost_currency" text;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "delivered_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "delivery_reports_message" ON "delivery_reports" USING btree ("channel","account","provider_id");--> statement-breakpoint
ALTER TABLE "inbox" ADD CONSTRAINT "inbox_dismissed_by_people_id_fk" FOREIGN KEY ("dismissed_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "conversations_one_alerts_staff" ON "conversations" USING btree ("alerts_staff") WHERE "conversations"."alerts_staff";--> statement-breakpoint
CREATE INDEX "conversations_first_sent" ON "conversations" USING btree ("channel","account","first_sent_at");--> statement-breakpoint
CREATE INDEX "identities_conversation" ON "identities" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "inbox_parked" ON "inbox" USING btree ("parked_at") WHERE "inbox"."done_at" is null and "inbox"."parked_at" is not null;--> statement-breakpoint
CREATE INDEX "outbox_provider_id" ON "outbox" USING btree ("provider_id") WHERE "outbox"."provider_id" is not null;--> statement-breakpoint
CREATE INDEX "outbox_cost" ON "outbox" USING btree ("created_at") WHERE "outbox"."cost" is not null;--> statement-breakpoint
CREATE INDEX "outbox_failed" ON "outbox" USING btree ("created_at") WHERE "outbox"."state" in ('dead', 'unknown');--> statement-breakpoint
ALTER TABLE "channel_accounts" ADD CONSTRAINT "channel_accounts_state" CHECK ("channel_accounts"."state" in ('well', 'connecting', 'away', 'restricted', 'refused', 'unlinked'));