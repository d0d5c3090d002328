CREATE TABLE "lead_month_deltas" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lead_month_deltas_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"month" date NOT NULL,
	"arrived" integer NOT NULL,
	"converted" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lead_months" (
	"month" date PRIMARY KEY NOT NULL,
	"arrived" integer DEFAULT 0 NOT NULL,
	"converted" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX "leads_assigned_created" ON "leads" USING btree ("assigned_to","created_at","id") WHERE "leads"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "leads_follow_up" ON "leads" USING btree ("follow_up_date","id") WHERE "leads"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "leads_name" ON "leads" USING btree (lower("name"),"id") WHERE "leads"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "leads_status" ON "leads" USING btree ("status","id") WHERE "leads"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "leads_brought_in_by" ON "leads" USING btree (lower("brought_in_by"),"created_at","id") WHERE "leads"."archived_at" is null;