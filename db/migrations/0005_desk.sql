CREATE TABLE "idempotent_answers" (
	"owner" text NOT NULL,
	"key_hash" text NOT NULL,
	"request_hash" text NOT NULL,
	"status" integer,
	"body" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotent_answers_owner_key_hash_pk" PRIMARY KEY("owner","key_hash")
);
--> statement-breakpoint
CREATE TABLE "import_rows" (
	"import_id" text collate "C" NOT NULL,
	"line" integer NOT NULL,
	"cells" jsonb NOT NULL,
	"outcome" text,
	"error" text,
	"lead_id" text collate "C",
	CONSTRAINT "import_rows_import_id_line_pk" PRIMARY KEY("import_id","line"),
	CONSTRAINT "import_rows_outcome" CHECK ("import_rows"."outcome" in ('imported', 'duplicate', 'refused', 'reverted', 'kept'))
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"file_name" text NOT NULL,
	"encoding" text NOT NULL,
	"delimiter" text NOT NULL,
	"columns" jsonb NOT NULL,
	"mapping" jsonb,
	"defaults" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"state" text DEFAULT 'uploaded' NOT NULL,
	"row_count" integer NOT NULL,
	"error" text,
	"by_person_id" text collate "C" NOT NULL,
	"reverted_by" text collate "C",
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "imports_state" CHECK ("imports"."state" in ('uploaded', 'running', 'done', 'reverting', 'reverted', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "lead_merges" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"kept" text collate "C" NOT NULL,
	"gone" text collate "C" NOT NULL,
	"before" jsonb NOT NULL,
	"by_person_id" text collate "C" NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"undone_at" timestamp (3) with time zone,
	"undone_by" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "payouts" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"person_id" text collate "C" NOT NULL,
	"first_day" date NOT NULL,
	"last_day" date NOT NULL,
	"lead_count" integer NOT NULL,
	"amount_per_lead" numeric(12, 2) NOT NULL,
	"amount" numeric(12, 2) NOT NULL,
	"paid_by" text collate "C" NOT NULL,
	"paid_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "lead_events" DROP CONSTRAINT "lead_events_kind";--> statement-breakpoint
DROP INDEX "leads_name_trigram";--> statement-breakpoint
DROP INDEX "leads_phone_trigram";--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "lead_id" text collate "C";--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "survey_on" date;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "survey_by" text collate "C";--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "first_reply_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "import_id" text collate "C";--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "merged_into" text collate "C";--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "payout_id" text collate "C";--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "payout_per_lead" numeric(12, 2);--> statement-breakpoint
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_by_person_id_people_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_reverted_by_people_id_fk" FOREIGN KEY ("reverted_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_merges" ADD CONSTRAINT "lead_merges_kept_leads_id_fk" FOREIGN KEY ("kept") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_merges" ADD CONSTRAINT "lead_merges_gone_leads_id_fk" FOREIGN KEY ("gone") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_merges" ADD CONSTRAINT "lead_merges_by_person_id_people_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_merges" ADD CONSTRAINT "lead_merges_undone_by_people_id_fk" FOREIGN KEY ("undone_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_paid_by_people_id_fk" FOREIGN KEY ("paid_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idempotent_answers_created" ON "idempotent_answers" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "import_rows_outcome" ON "import_rows" USING btree ("import_id","outcome","line");--> statement-breakpoint
CREATE INDEX "imports_created" ON "imports" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "imports_working" ON "imports" USING btree ("id") WHERE "imports"."state" in ('running', 'reverting');--> statement-breakpoint
CREATE INDEX "lead_merges_kept" ON "lead_merges" USING btree ("kept");--> statement-breakpoint
CREATE INDEX "lead_merges_gone" ON "lead_merges" USING btree ("gone");--> statement-breakpoint
CREATE INDEX "payouts_person" ON "payouts" USING btree ("person_id","paid_at");--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_survey_by_people_id_fk" FOREIGN KEY ("survey_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_payout_id_payouts_id_fk" FOREIGN KEY ("payout_id") REFERENCES "public"."payouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "messages_lead" ON "messages" USING btree ("lead_id","id") WHERE "messages"."lead_id" is not null;--> statement-breakpoint
CREATE INDEX "outbox_failed_in_chat" ON "outbox" USING btree ("conversation_id","id") WHERE "outbox"."state" in ('dead', 'unknown');--> statement-breakpoint
CREATE INDEX "conversions_failed" ON "conversions" USING btree ("finished_at") WHERE "conversions"."state" = 'failed';--> statement-breakpoint
CREATE INDEX "leads_status_created" ON "leads" USING btree ("status","created_at","id") WHERE "leads"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "leads_source_created" ON "leads" USING btree ("source","created_at","id") WHERE "leads"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "leads_unclaimed" ON "leads" USING btree ("created_at","id") WHERE "leads"."status" = 'New' and "leads"."assigned_to" is null and "leads"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "leads_survey" ON "leads" USING btree ("survey_on","id") WHERE "leads"."status" = 'Site Survey Scheduled' and "leads"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "leads_merged_phone" ON "leads" USING btree ("phone") WHERE "leads"."merged_into" is not null;--> statement-breakpoint
CREATE INDEX "leads_merged_into" ON "leads" USING btree ("merged_into") WHERE "leads"."merged_into" is not null;--> statement-breakpoint
CREATE INDEX "leads_import" ON "leads" USING btree ("import_id") WHERE "leads"."import_id" is not null;--> statement-breakpoint
CREATE INDEX "leads_payout" ON "leads" USING btree ("payout_id") WHERE "leads"."payout_id" is not null;--> statement-breakpoint
CREATE INDEX "leads_converted_by" ON "leads" USING btree ("brought_in_by_person_id","converted_at") WHERE "leads"."converted_at" is not null and "leads"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "leads_name_trigram" ON "leads" USING gin (lower("name") gin_trgm_ops) WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "leads_phone_trigram" ON "leads" USING gin ("phone" gin_trgm_ops) WITH (fastupdate=false);--> statement-breakpoint
ALTER TABLE "lead_events" ADD CONSTRAINT "lead_events_kind" CHECK ("lead_events"."kind" in ('created', 'status', 'assigned', 'follow_up', 'edited', 'touched', 'note', 'conversion', 'archived', 'restored', 'survey', 'merged', 'unmerged'));
--> statement-breakpoint
-- Until now a line was of whichever lead its chat is about today.
UPDATE "messages" m SET "lead_id" = c."lead_id" FROM "conversations" c WHERE c."id" = m."conversation_id" AND c."lead_id" IS NOT NULL;
--> statement-breakpoint
-- Staff answered before it was stamped, too: by moving a lead on from New.
UPDATE "leads" l SET "first_reply_at" = e."at" FROM (
	SELECT "lead_id", min("at") AS "at" FROM "lead_events"
	WHERE "kind" = 'status' AND "by_person_id" IS NOT NULL AND "details" ->> 'from' = 'New' GROUP BY "lead_id"
) e WHERE e."lead_id" = l."id";
