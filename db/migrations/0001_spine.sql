CREATE TABLE "channel_accounts" (
	"channel" text NOT NULL,
	"account" text NOT NULL,
	"public_name" text NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "consents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"conversation_id" text collate "C",
	"phone" text,
	"kind" text NOT NULL,
	"words" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"account" text NOT NULL,
	"address" text NOT NULL,
	"state" jsonb,
	"language" text,
	"lead_id" text collate "C",
	"person_id" text collate "C",
	"display_name" text,
	"attested_phone" text,
	"blocked_at" timestamp (3) with time zone,
	"stopped_at" timestamp (3) with time zone,
	"last_inbound_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "conversations_channel" CHECK ("conversations"."channel" in ('telegram', 'whatsapp', 'sms', 'web'))
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"channel" text NOT NULL,
	"account" text NOT NULL,
	"address" text NOT NULL,
	"conversation_id" text collate "C" NOT NULL,
	"first_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_inbound_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "inbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"channel" text NOT NULL,
	"account" text NOT NULL,
	"external_id" text NOT NULL,
	"conversation_id" text collate "C" NOT NULL,
	"message" jsonb NOT NULL,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"error" text,
	"retry_at" timestamp (3) with time zone,
	"parked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "messages_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"conversation_id" text collate "C" NOT NULL,
	"direction" text NOT NULL,
	"text" text NOT NULL,
	"choices" jsonb,
	"by_person_id" text collate "C",
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"person_id" text collate "C" NOT NULL,
	"notice" jsonb NOT NULL,
	"unique_key" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"read_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"conversation_id" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"body" jsonb NOT NULL,
	"despite_stop" boolean DEFAULT false NOT NULL,
	"unique_key" text,
	"state" text DEFAULT 'queued' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"provider_id" text,
	"error" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone,
	CONSTRAINT "outbox_state" CHECK ("outbox"."state" in ('queued', 'sending', 'sent', 'dead', 'unknown'))
);
--> statement-breakpoint
CREATE TABLE "stopped_phones" (
	"phone" text PRIMARY KEY NOT NULL,
	"stopped_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conversions" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"lead_id" text collate "C",
	"router_id" text collate "C" NOT NULL,
	"package_id" text collate "C" NOT NULL,
	"service" text NOT NULL,
	"profile" text NOT NULL,
	"username" text NOT NULL,
	"password_sealed" text NOT NULL,
	"ip_address" text,
	"state" text DEFAULT 'requested' NOT NULL,
	"steps" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"error_code" text,
	"error_message" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"next_attempt_at" timestamp (3) with time zone,
	"unanswered_since" timestamp (3) with time zone,
	"requested_by" text collate "C",
	"asked_in" text collate "C",
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "conversions_state" CHECK ("conversions"."state" in ('requested', 'working', 'waiting', 'uncertain', 'done', 'failed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "mikrotik_users" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"username" text NOT NULL,
	"router_id" text collate "C" NOT NULL,
	"package_id" text collate "C" NOT NULL,
	"service" text NOT NULL,
	"profile" text NOT NULL,
	"ip_address" text,
	"password_sealed" text NOT NULL,
	"lead_id" text collate "C",
	"conversion_id" text collate "C" NOT NULL,
	"router_item_id" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "lead_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lead_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"lead_id" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"by_person_id" text collate "C",
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "lead_events_kind" CHECK ("lead_events"."kind" in ('created', 'status', 'assigned', 'follow_up', 'edited', 'touched', 'note', 'conversion', 'archived', 'restored'))
);
--> statement-breakpoint
CREATE TABLE "leads" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text,
	"phone" text NOT NULL,
	"phone_attested" boolean DEFAULT false NOT NULL,
	"source" text NOT NULL,
	"channel" text,
	"unit_number" text,
	"location" text,
	"package_id" text collate "C",
	"current_isp" text,
	"notes" text,
	"status" text DEFAULT 'New' NOT NULL,
	"brought_in_by" text,
	"brought_in_by_contact" text,
	"brought_in_by_person_id" text collate "C",
	"agreed_installation_fee" numeric(12, 2),
	"agreed_monthly_subscription" numeric(12, 2),
	"customer_has_router" boolean,
	"router_type" text,
	"assigned_to" text collate "C",
	"follow_up_date" date,
	"converted_at" timestamp (3) with time zone,
	"archived_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "leads_source" CHECK ("leads"."source" in ('Caretaker', 'Field Sales', 'Referral', 'Website', 'WhatsApp/SMS', 'Manual Entry')),
	CONSTRAINT "leads_status" CHECK ("leads"."status" in ('New', 'Contacted', 'Interested', 'Site Survey Scheduled', 'Converted', 'Not Interested', 'Future Prospect'))
);
--> statement-breakpoint
CREATE TABLE "packages" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"service" text NOT NULL,
	"profile" text NOT NULL,
	"download_mbps" integer NOT NULL,
	"upload_mbps" integer NOT NULL,
	"price" numeric(12, 2) NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "packages_service" CHECK ("packages"."service" in ('pppoe', 'hotspot'))
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"key_hash" text NOT NULL,
	"hint" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_role" CHECK ("api_keys"."role" in ('owner', 'manager', 'sales', 'technician', 'agent', 'intake'))
);
--> statement-breakpoint
CREATE TABLE "one_time_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"person_id" text collate "C",
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"phone" text,
	"role" text NOT NULL,
	"agent_kind" text,
	"language" text DEFAULT 'en' NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"sign_in_user_id" text,
	"referral_code" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "people_role" CHECK ("people"."role" in ('owner', 'manager', 'sales', 'technician', 'agent', 'intake')),
	CONSTRAINT "people_agent_kind" CHECK (("people"."role" = 'agent') = ("people"."agent_kind" is not null))
);
--> statement-breakpoint
CREATE TABLE "questions" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"asked" jsonb NOT NULL,
	"answer" jsonb,
	"asked_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"answered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "routers" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"host" text NOT NULL,
	"port" integer NOT NULL,
	"tls" boolean DEFAULT false NOT NULL,
	"tls_fingerprint" text,
	"username" text NOT NULL,
	"password_sealed" text NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"last_seen_at" timestamp (3) with time zone,
	"last_error" text,
	"failures" integer DEFAULT 0 NOT NULL,
	"away_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"singleton" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"isp_name" text NOT NULL,
	"language" text NOT NULL,
	"time_zone" text NOT NULL,
	"country" text NOT NULL,
	CONSTRAINT "settings_singleton" CHECK ("settings"."singleton")
);
--> statement-breakpoint
CREATE TABLE "sign_in_accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp (3) with time zone,
	"refresh_token_expires_at" timestamp (3) with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_attempts" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"count" integer NOT NULL,
	"last_request" bigint NOT NULL,
	CONSTRAINT "sign_in_attempts_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "sign_in_sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"token" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"user_id" text NOT NULL,
	CONSTRAINT "sign_in_sessions_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "sign_in_users" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sign_in_users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "sign_in_verifications" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_by_person_id_people_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversions" ADD CONSTRAINT "conversions_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversions" ADD CONSTRAINT "conversions_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversions" ADD CONSTRAINT "conversions_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversions" ADD CONSTRAINT "conversions_requested_by_people_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversions" ADD CONSTRAINT "conversions_asked_in_conversations_id_fk" FOREIGN KEY ("asked_in") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mikrotik_users" ADD CONSTRAINT "mikrotik_users_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mikrotik_users" ADD CONSTRAINT "mikrotik_users_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mikrotik_users" ADD CONSTRAINT "mikrotik_users_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mikrotik_users" ADD CONSTRAINT "mikrotik_users_conversion_id_conversions_id_fk" FOREIGN KEY ("conversion_id") REFERENCES "public"."conversions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_events" ADD CONSTRAINT "lead_events_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_events" ADD CONSTRAINT "lead_events_by_person_id_people_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_brought_in_by_person_id_people_id_fk" FOREIGN KEY ("brought_in_by_person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_assigned_to_people_id_fk" FOREIGN KEY ("assigned_to") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "one_time_links" ADD CONSTRAINT "one_time_links_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_sign_in_user_id_sign_in_users_id_fk" FOREIGN KEY ("sign_in_user_id") REFERENCES "public"."sign_in_users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_accounts" ADD CONSTRAINT "sign_in_accounts_user_id_sign_in_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."sign_in_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_sessions" ADD CONSTRAINT "sign_in_sessions_user_id_sign_in_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."sign_in_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "channel_accounts_account" ON "channel_accounts" USING btree ("channel","account");--> statement-breakpoint
CREATE INDEX "consents_phone" ON "consents" USING btree ("phone","id");--> statement-breakpoint
CREATE INDEX "conversations_person" ON "conversations" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "conversations_lead" ON "conversations" USING btree ("lead_id");--> statement-breakpoint
CREATE UNIQUE INDEX "identities_address" ON "identities" USING btree ("channel","account","address");--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_external_id" ON "inbox" USING btree ("channel","account","external_id");--> statement-breakpoint
CREATE INDEX "inbox_oldest" ON "inbox" USING btree ("id") WHERE "inbox"."done_at" is null and "inbox"."parked_at" is null;--> statement-breakpoint
CREATE INDEX "inbox_due" ON "inbox" USING btree ("conversation_id","id") WHERE "inbox"."done_at" is null and "inbox"."parked_at" is null;--> statement-breakpoint
CREATE INDEX "messages_conversation" ON "messages" USING btree ("conversation_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "notices_unique_key" ON "notices" USING btree ("unique_key");--> statement-breakpoint
CREATE INDEX "notices_person" ON "notices" USING btree ("person_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_unique_key" ON "outbox" USING btree ("unique_key");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("conversation_id","id") WHERE "outbox"."state" in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX "outbox_oldest" ON "outbox" USING btree ("not_before","id") WHERE "outbox"."state" in ('queued', 'sending');--> statement-breakpoint
CREATE UNIQUE INDEX "conversions_one_live_per_lead" ON "conversions" USING btree ("lead_id") WHERE "conversions"."state" in ('requested', 'working', 'waiting', 'uncertain');--> statement-breakpoint
CREATE UNIQUE INDEX "conversions_one_live_per_username" ON "conversions" USING btree ("router_id","username") WHERE "conversions"."state" in ('requested', 'working', 'waiting', 'uncertain');--> statement-breakpoint
CREATE INDEX "conversions_due" ON "conversions" USING btree ("router_id","created_at") WHERE "conversions"."state" in ('requested', 'working', 'waiting', 'uncertain');--> statement-breakpoint
CREATE INDEX "conversions_lead" ON "conversions" USING btree ("lead_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "mikrotik_users_conversion" ON "mikrotik_users" USING btree ("conversion_id");--> statement-breakpoint
CREATE UNIQUE INDEX "mikrotik_users_lead" ON "mikrotik_users" USING btree ("lead_id") WHERE "mikrotik_users"."removed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "mikrotik_users_username" ON "mikrotik_users" USING btree ("router_id","username") WHERE "mikrotik_users"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "lead_events_lead" ON "lead_events" USING btree ("lead_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "leads_phone" ON "leads" USING btree ("phone") WHERE "leads"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "leads_created" ON "leads" USING btree ("created_at","id") WHERE "leads"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "leads_status_source" ON "leads" USING btree ("status","source","created_at","id") WHERE "leads"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "leads_assigned" ON "leads" USING btree ("assigned_to","follow_up_date");--> statement-breakpoint
CREATE INDEX "leads_brought_by" ON "leads" USING btree ("brought_in_by_person_id");--> statement-breakpoint
CREATE INDEX "leads_name_trigram" ON "leads" USING gin (lower("name") gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "leads_phone_trigram" ON "leads" USING gin ("phone" gin_trgm_ops);--> statement-breakpoint
CREATE UNIQUE INDEX "packages_name" ON "packages" USING btree (lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_hash" ON "api_keys" USING btree ("key_hash");--> statement-breakpoint
CREATE INDEX "one_time_links_person" ON "one_time_links" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "people_sign_in_user" ON "people" USING btree ("sign_in_user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "people_referral_code" ON "people" USING btree ("referral_code");--> statement-breakpoint
CREATE UNIQUE INDEX "people_phone" ON "people" USING btree ("phone") WHERE "people"."phone" is not null and "people"."active";--> statement-breakpoint
CREATE UNIQUE INDEX "routers_name" ON "routers" USING btree (lower("name"));--> statement-breakpoint
CREATE INDEX "sign_in_accounts_user" ON "sign_in_accounts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sign_in_sessions_user" ON "sign_in_sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sign_in_verifications_identifier" ON "sign_in_verifications" USING btree ("identifier");