-- The schema as all migrations together make it. Written by `make schema`; not to be edited.

CREATE FUNCTION public.folded(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN translate(lower(NORMALIZE($1, NFKC)), 'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶヽヾ'::text, 'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖゝゞ'::text);

CREATE TABLE public.accounts (
    id uuid NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    language text NOT NULL,
    zone text NOT NULL,
    password_hash text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    disabled_at timestamp with time zone,
    CONSTRAINT accounts_language_check CHECK ((language = ANY (ARRAY['ja'::text, 'en'::text])))
);

CREATE TABLE public.address_changes (
    id uuid NOT NULL,
    registration_id uuid NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    link_version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    old_email text DEFAULT ''::text NOT NULL,
    CONSTRAINT address_changes_check CHECK (((used_at IS NULL) = (old_email = ''::text)))
);

CREATE TABLE public.answer_files (
    id uuid NOT NULL,
    registration_id uuid,
    field_id uuid NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    size integer NOT NULL,
    content bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.answers (
    registration_id uuid NOT NULL,
    field_id uuid NOT NULL,
    value jsonb NOT NULL,
    to_ask boolean DEFAULT false NOT NULL,
    CONSTRAINT answers_value_check CHECK (((jsonb_typeof(value) = 'array'::text) AND (value <> '[]'::jsonb)))
);

CREATE TABLE public.audit (
    id uuid NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    account_id uuid,
    event_id uuid,
    act text NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL
);

CREATE TABLE public.categories (
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    "position" integer NOT NULL,
    title jsonb DEFAULT '{}'::jsonb NOT NULL,
    capacity integer,
    approval boolean DEFAULT false NOT NULL,
    access text DEFAULT 'public'::text NOT NULL,
    domains text[] DEFAULT '{}'::text[] NOT NULL,
    mode text DEFAULT 'any'::text NOT NULL,
    opens_before integer,
    closes_before integer,
    CONSTRAINT categories_access_check CHECK ((access = ANY (ARRAY['public'::text, 'invited'::text]))),
    CONSTRAINT categories_capacity_check CHECK ((capacity > 0)),
    CONSTRAINT categories_check CHECK ((opens_before > closes_before)),
    CONSTRAINT categories_closes_before_check CHECK ((closes_before >= 0)),
    CONSTRAINT categories_mode_check CHECK ((mode = ANY (ARRAY['any'::text, 'online'::text, 'on_site'::text]))),
    CONSTRAINT categories_opens_before_check CHECK ((opens_before >= 0))
);

CREATE TABLE public.category_seats (
    category_id uuid NOT NULL,
    taken integer DEFAULT 0 NOT NULL,
    waiting integer DEFAULT 0 NOT NULL,
    CONSTRAINT category_seats_taken_check CHECK ((taken >= 0)),
    CONSTRAINT category_seats_waiting_check CHECK ((waiting >= 0))
);

CREATE TABLE public.channels (
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    "position" integer NOT NULL,
    language text DEFAULT ''::text NOT NULL,
    url text DEFAULT ''::text NOT NULL,
    place jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT channels_language_check CHECK ((language = ANY (ARRAY[''::text, 'ja'::text, 'en'::text])))
);

CREATE TABLE public.consent_texts (
    id uuid NOT NULL,
    event_id uuid,
    purpose text NOT NULL,
    host_id uuid,
    text jsonb NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT consent_texts_purpose_check CHECK ((purpose = ANY (ARRAY['taking_part'::text, 'named_question'::text, 'photographs'::text, 'news'::text, 'provision'::text]))),
    CONSTRAINT consent_texts_text_check CHECK ((text <> '{}'::jsonb))
);

CREATE TABLE public.consents (
    id uuid NOT NULL,
    registration_id uuid NOT NULL,
    purpose text NOT NULL,
    host_id uuid,
    language text NOT NULL,
    text_id uuid NOT NULL,
    given_at timestamp with time zone DEFAULT now() NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by text,
    CONSTRAINT consents_check CHECK (((withdrawn_at IS NULL) = (withdrawn_by IS NULL))),
    CONSTRAINT consents_language_check CHECK ((language = ANY (ARRAY['ja'::text, 'en'::text]))),
    CONSTRAINT consents_purpose_check CHECK ((purpose = ANY (ARRAY['taking_part'::text, 'named_question'::text, 'photographs'::text, 'news'::text, 'provision'::text]))),
    CONSTRAINT consents_withdrawn_by_check CHECK ((withdrawn_by = ANY (ARRAY['attendee'::text, 'desk'::text])))
);

CREATE TABLE public.embeds (
    event_id uuid NOT NULL,
    origins text[] NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE public.event_hosts (
    event_id uuid NOT NULL,
    host_id uuid NOT NULL,
    "position" integer NOT NULL
);

CREATE TABLE public.event_privacy (
    event_id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    sharing text DEFAULT 'each'::text NOT NULL,
    responsible_id uuid,
    asks text[] DEFAULT '{news}'::text[] NOT NULL,
    texts jsonb DEFAULT '{}'::jsonb NOT NULL,
    items jsonb DEFAULT '{}'::jsonb NOT NULL,
    uses jsonb DEFAULT '{}'::jsonb NOT NULL,
    announced_at timestamp with time zone,
    erase_at timestamp with time zone,
    CONSTRAINT event_privacy_check CHECK (((announced_at IS NULL) = (erase_at IS NULL))),
    CONSTRAINT event_privacy_check1 CHECK ((erase_at >= (announced_at + '14 days'::interval))),
    CONSTRAINT event_privacy_sharing_check CHECK ((sharing = ANY (ARRAY['each'::text, 'joint'::text, 'provision'::text])))
);

CREATE TABLE public.events (
    id uuid NOT NULL,
    slug text NOT NULL,
    state text DEFAULT 'draft'::text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    typed jsonb DEFAULT '{}'::jsonb NOT NULL,
    title jsonb DEFAULT '{}'::jsonb NOT NULL,
    about jsonb DEFAULT '{}'::jsonb NOT NULL,
    first_language text DEFAULT 'ja'::text NOT NULL,
    zone text NOT NULL,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    all_day boolean DEFAULT false NOT NULL,
    hue text DEFAULT 'ai'::text NOT NULL,
    pattern text DEFAULT 'shippo'::text NOT NULL,
    doors_minutes integer DEFAULT 15 NOT NULL,
    retention_months integer DEFAULT 12 NOT NULL,
    questions_open boolean DEFAULT true NOT NULL,
    calendar_seq integer DEFAULT 0 NOT NULL,
    cancel_reason jsonb DEFAULT '{}'::jsonb NOT NULL,
    recording_note jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    published_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    ended_at timestamp with time zone,
    form_version bigint DEFAULT 0 NOT NULL,
    prove boolean DEFAULT false NOT NULL,
    CONSTRAINT events_check CHECK (((state = ANY (ARRAY['draft'::text, 'cancelled'::text])) OR ((starts_at IS NOT NULL) AND (ends_at IS NOT NULL) AND (title <> '{}'::jsonb)))),
    CONSTRAINT events_check1 CHECK ((ends_at > starts_at)),
    CONSTRAINT events_check2 CHECK ((isfinite(starts_at) AND isfinite(ends_at))),
    CONSTRAINT events_doors_minutes_check CHECK (((doors_minutes >= 0) AND (doors_minutes <= 1440))),
    CONSTRAINT events_first_language_check CHECK ((first_language = ANY (ARRAY['ja'::text, 'en'::text]))),
    CONSTRAINT events_retention_months_check CHECK (((retention_months >= 1) AND (retention_months <= 120))),
    CONSTRAINT events_slug_check CHECK (((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (length(slug) <= 80))),
    CONSTRAINT events_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'live'::text, 'ended'::text, 'reported'::text, 'cancelled'::text])))
);

CREATE TABLE public.fields (
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    "position" integer NOT NULL,
    kind text NOT NULL,
    label jsonb NOT NULL,
    help jsonb DEFAULT '{}'::jsonb NOT NULL,
    options jsonb DEFAULT '[]'::jsonb NOT NULL,
    "least" double precision,
    most double precision,
    required boolean DEFAULT false NOT NULL,
    shown_if jsonb,
    category_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    staff_only boolean DEFAULT false NOT NULL,
    retention_months integer,
    to_speakers boolean DEFAULT false NOT NULL,
    retired_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT fields_check CHECK (((NOT to_speakers) OR ((kind = ANY (ARRAY['line'::text, 'text'::text])) AND (NOT staff_only)))),
    CONSTRAINT fields_kind_check CHECK ((kind = ANY (ARRAY['line'::text, 'text'::text, 'number'::text, 'one'::text, 'several'::text, 'yes_no'::text, 'date'::text, 'country'::text, 'consent'::text, 'file'::text]))),
    CONSTRAINT fields_label_check CHECK ((label <> '{}'::jsonb)),
    CONSTRAINT fields_retention_months_check CHECK (((retention_months >= 1) AND (retention_months <= 120)))
);

CREATE TABLE public.guests (
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    category_id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    language text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    invited_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    invited_at timestamp with time zone,
    reminded_at timestamp with time zone,
    replied_at timestamp with time zone,
    declined_at timestamp with time zone,
    decline_note text DEFAULT ''::text NOT NULL,
    withdrawn_at timestamp with time zone,
    registration_id uuid,
    link_version integer DEFAULT 1 NOT NULL,
    CONSTRAINT guests_check CHECK (((invited_at IS NOT NULL) OR ((reminded_at IS NULL) AND (replied_at IS NULL)))),
    CONSTRAINT guests_language_check CHECK ((language = ANY (ARRAY['ja'::text, 'en'::text])))
);

CREATE TABLE public.hosts (
    id uuid NOT NULL,
    name jsonb NOT NULL,
    site text DEFAULT ''::text NOT NULL,
    hue text DEFAULT 'ai'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    address jsonb DEFAULT '{}'::jsonb NOT NULL,
    representative jsonb DEFAULT '{}'::jsonb NOT NULL,
    privacy_contact text DEFAULT ''::text NOT NULL,
    policy text DEFAULT ''::text NOT NULL,
    eu_representative jsonb DEFAULT '{}'::jsonb NOT NULL,
    dpo text DEFAULT ''::text NOT NULL,
    CONSTRAINT hosts_name_check CHECK ((name <> '{}'::jsonb))
);

CREATE TABLE public.imports (
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    account_id uuid,
    name text NOT NULL,
    content bytea,
    plan jsonb NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    progress integer DEFAULT 0 NOT NULL,
    result jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '1 day'::interval) NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT imports_check CHECK (((content IS NULL) = (done_at IS NOT NULL)))
);

CREATE TABLE public.installation (
    one boolean DEFAULT true NOT NULL,
    id uuid NOT NULL,
    set_up_at timestamp with time zone,
    zone text DEFAULT 'Asia/Tokyo'::text NOT NULL,
    CONSTRAINT installation_one_check CHECK (one)
);

CREATE TABLE public.invitations (
    id uuid NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    language text NOT NULL,
    role text NOT NULL,
    host_id uuid,
    event_id uuid,
    invited_by uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    accepted_by uuid,
    withdrawn_at timestamp with time zone,
    CONSTRAINT invitations_check CHECK ((((role = 'owner'::text) AND (host_id IS NULL) AND (event_id IS NULL)) OR ((role = 'organiser'::text) AND (host_id IS NOT NULL) AND (event_id IS NULL)) OR ((role = 'moderator'::text) AND (host_id IS NULL) AND (event_id IS NOT NULL)))),
    CONSTRAINT invitations_language_check CHECK ((language = ANY (ARRAY['ja'::text, 'en'::text]))),
    CONSTRAINT invitations_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'organiser'::text, 'moderator'::text])))
);

CREATE TABLE public.items (
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    "position" integer NOT NULL,
    kind text NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    minutes integer NOT NULL,
    title jsonb NOT NULL,
    note jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT items_kind_check CHECK ((kind = ANY (ARRAY['opening'::text, 'screening'::text, 'message'::text, 'presentation'::text, 'keynote'::text, 'panel'::text, 'cross_questions'::text, 'audience_qa'::text, 'wrap_up'::text, 'closing'::text, 'break'::text, 'visit'::text, 'travel'::text]))),
    CONSTRAINT items_minutes_check CHECK (((minutes >= 0) AND (minutes <= 10080))),
    CONSTRAINT items_title_check CHECK ((title <> '{}'::jsonb))
);

CREATE TABLE public.live_changes (
    event_id uuid NOT NULL,
    seq bigint NOT NULL,
    question_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.live_heads (
    event_id uuid NOT NULL,
    seq bigint DEFAULT 0 NOT NULL,
    last_number bigint DEFAULT 0 NOT NULL
);

CREATE TABLE public.mail_alarm (
    one boolean DEFAULT true NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    problem text NOT NULL,
    CONSTRAINT mail_alarm_one_check CHECK (one)
);

CREATE TABLE public.mails (
    id uuid NOT NULL,
    kind text NOT NULL,
    occasion text DEFAULT ''::text NOT NULL,
    event_id uuid,
    registration_id uuid,
    account_id uuid,
    invitation_id uuid,
    sign_in_link_id uuid,
    language text NOT NULL,
    priority smallint DEFAULT 0 NOT NULL,
    state text DEFAULT 'due'::text NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    lease uuid,
    attempts smallint DEFAULT 0 NOT NULL,
    reply text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    done_at timestamp with time zone,
    address_change_id uuid,
    guest_id uuid,
    CONSTRAINT mails_check CHECK ((num_nonnulls(registration_id, account_id, invitation_id, guest_id) = 1)),
    CONSTRAINT mails_language_check CHECK ((language = ANY (ARRAY['ja'::text, 'en'::text]))),
    CONSTRAINT mails_state_check CHECK ((state = ANY (ARRAY['due'::text, 'sent'::text, 'failed'::text, 'doubtful'::text, 'held'::text, 'cancelled'::text])))
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.02');

CREATE TABLE public.parts (
    item_id uuid NOT NULL,
    person_id uuid NOT NULL,
    role text NOT NULL,
    "position" integer NOT NULL,
    honorific jsonb DEFAULT '{}'::jsonb NOT NULL,
    affiliation jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT parts_role_check CHECK ((role = ANY (ARRAY['moderator'::text, 'speaker'::text, 'panelist'::text, 'interpreter'::text, 'host'::text, 'operator'::text])))
);

CREATE TABLE public.people (
    id uuid NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    reading text DEFAULT ''::text NOT NULL,
    romanised text DEFAULT ''::text NOT NULL,
    honorific jsonb DEFAULT '{}'::jsonb NOT NULL,
    affiliation jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.question_moves (
    id uuid NOT NULL,
    act uuid NOT NULL,
    question_id uuid NOT NULL,
    account_id uuid,
    from_state text NOT NULL,
    to_state text NOT NULL,
    version bigint NOT NULL,
    before jsonb NOT NULL,
    undone_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.questions (
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    number bigint NOT NULL,
    state text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    registration_id uuid,
    account_id uuid,
    name text DEFAULT ''::text NOT NULL,
    anonymity text NOT NULL,
    channel text NOT NULL,
    text text NOT NULL,
    language text NOT NULL,
    translation jsonb DEFAULT '{}'::jsonb NOT NULL,
    person_id uuid,
    queue_position double precision,
    merged_into uuid,
    decline_reason text,
    answer_mode text,
    answer jsonb DEFAULT '{}'::jsonb NOT NULL,
    followup_due date,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    decided_at timestamp with time zone,
    live_at timestamp with time zone,
    answered_at timestamp with time zone,
    CONSTRAINT questions_anonymity_check CHECK ((anonymity = ANY (ARRAY['named'::text, 'hidden'::text]))),
    CONSTRAINT questions_answer_mode_check CHECK ((answer_mode = ANY (ARRAY['spoken'::text, 'written'::text]))),
    CONSTRAINT questions_channel_check CHECK ((channel = ANY (ARRAY['registration'::text, 'before'::text, 'live'::text, 'paper'::text]))),
    CONSTRAINT questions_check CHECK (((state = 'declined'::text) = (decline_reason IS NOT NULL))),
    CONSTRAINT questions_check1 CHECK (((state = 'merged'::text) = (merged_into IS NOT NULL))),
    CONSTRAINT questions_check2 CHECK (((state = 'queued'::text) = (queue_position IS NOT NULL))),
    CONSTRAINT questions_decline_reason_check CHECK ((decline_reason = ANY (ARRAY['off_topic'::text, 'duplicate'::text, 'no_time'::text, 'unclear'::text, 'inappropriate'::text]))),
    CONSTRAINT questions_language_check CHECK ((language = ANY (ARRAY['ja'::text, 'en'::text]))),
    CONSTRAINT questions_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'held'::text, 'approved'::text, 'queued'::text, 'live'::text, 'answered'::text, 'followup'::text, 'merged'::text, 'declined'::text, 'withdrawn'::text, 'purged'::text])))
);

CREATE UNLOGGED TABLE public.rate_limits (
    key text NOT NULL,
    tat timestamp with time zone NOT NULL
);

CREATE TABLE public.recordings (
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    language text NOT NULL,
    url text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT recordings_language_check CHECK ((language = ANY (ARRAY['ja'::text, 'en'::text])))
);

CREATE TABLE public.registration_moves (
    id uuid NOT NULL,
    act uuid NOT NULL,
    registration_id uuid NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    name text NOT NULL,
    by text NOT NULL,
    account_id uuid,
    from_state text NOT NULL,
    to_state text NOT NULL,
    before jsonb NOT NULL,
    undone_at timestamp with time zone,
    CONSTRAINT registration_moves_by_check CHECK ((by = ANY (ARRAY['attendee'::text, 'desk'::text, 'clock'::text, 'list'::text])))
);

CREATE TABLE public.registrations (
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    number bigint NOT NULL,
    state text NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    language text NOT NULL,
    zone text DEFAULT ''::text NOT NULL,
    news boolean DEFAULT false NOT NULL,
    consent text NOT NULL,
    consent_at timestamp with time zone NOT NULL,
    source text DEFAULT 'form'::text NOT NULL,
    link_version integer DEFAULT 1 NOT NULL,
    calendar_seq integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    confirmed_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    cancelled_by text,
    first_join_at timestamp with time zone,
    last_join_at timestamp with time zone,
    category_id uuid NOT NULL,
    place bigint DEFAULT 0 NOT NULL,
    offered_until timestamp with time zone,
    lapses smallint DEFAULT 0 NOT NULL,
    decline_reason jsonb DEFAULT '{}'::jsonb NOT NULL,
    erased_at timestamp with time zone,
    search text GENERATED ALWAYS AS ((("left"(replace(public.folded(name), ' '::text, ''::text), 300) || ' '::text) || "left"(public.folded(email), 300))) STORED NOT NULL,
    attended boolean GENERATED ALWAYS AS ((first_join_at IS NOT NULL)) STORED NOT NULL,
    reference text DEFAULT ''::text NOT NULL,
    country text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT registrations_cancelled_by_check CHECK ((cancelled_by = ANY (ARRAY['attendee'::text, 'desk'::text, 'event'::text, 'lapse'::text]))),
    CONSTRAINT registrations_check CHECK (((state = 'offered'::text) = (offered_until IS NOT NULL))),
    CONSTRAINT registrations_erased CHECK (((erased_at IS NULL) OR ((name = '—'::text) AND (email = ''::text) AND (email_key = (id)::text) AND (zone = ''::text) AND (decline_reason = '{}'::jsonb) AND (reference = ''::text)))),
    CONSTRAINT registrations_language_check CHECK ((language = ANY (ARRAY['ja'::text, 'en'::text]))),
    CONSTRAINT registrations_source_check CHECK ((source = ANY (ARRAY['form'::text, 'desk'::text, 'demo'::text, 'import'::text, 'invitation'::text]))),
    CONSTRAINT registrations_state_check CHECK ((state = ANY (ARRAY['unverified'::text, 'pending'::text, 'confirmed'::text, 'waitlisted'::text, 'offered'::text, 'declined'::text, 'cancelled'::text])))
)
WITH (autovacuum_vacuum_insert_scale_factor='0.02', autovacuum_vacuum_scale_factor='0.02', parallel_workers='0');

CREATE TABLE public.roles (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    role text NOT NULL,
    host_id uuid,
    event_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT roles_check CHECK ((((role = 'owner'::text) AND (host_id IS NULL) AND (event_id IS NULL)) OR ((role = 'organiser'::text) AND (host_id IS NOT NULL) AND (event_id IS NULL)) OR ((role = 'moderator'::text) AND (host_id IS NULL) AND (event_id IS NOT NULL)))),
    CONSTRAINT roles_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'organiser'::text, 'moderator'::text])))
);

CREATE TABLE public.seats (
    event_id uuid NOT NULL,
    last_number bigint DEFAULT 0 NOT NULL,
    last_place bigint DEFAULT 0 NOT NULL
);

CREATE TABLE public.sessions (
    token_hash bytea NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    device text DEFAULT ''::text NOT NULL,
    by_link boolean DEFAULT false NOT NULL
);

CREATE TABLE public.sign_in_links (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

CREATE TABLE public.votes (
    question_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_email_key_key UNIQUE (email_key);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.address_changes
    ADD CONSTRAINT address_changes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.answer_files
    ADD CONSTRAINT answer_files_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.answer_files
    ADD CONSTRAINT answer_files_registration_id_field_id_key UNIQUE (registration_id, field_id);

ALTER TABLE ONLY public.answers
    ADD CONSTRAINT answers_pkey PRIMARY KEY (registration_id, field_id);

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.categories
    ADD CONSTRAINT categories_event_id_id_key UNIQUE (event_id, id);

ALTER TABLE ONLY public.categories
    ADD CONSTRAINT categories_event_id_position_key UNIQUE (event_id, "position") DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.categories
    ADD CONSTRAINT categories_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.category_seats
    ADD CONSTRAINT category_seats_pkey PRIMARY KEY (category_id);

ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_event_id_position_key UNIQUE (event_id, "position");

ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_texts
    ADD CONSTRAINT consent_texts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.embeds
    ADD CONSTRAINT embeds_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.event_hosts
    ADD CONSTRAINT event_hosts_pkey PRIMARY KEY (event_id, host_id);

ALTER TABLE ONLY public.event_privacy
    ADD CONSTRAINT event_privacy_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.fields
    ADD CONSTRAINT fields_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.guests
    ADD CONSTRAINT guests_event_id_email_key_key UNIQUE (event_id, email_key);

ALTER TABLE ONLY public.guests
    ADD CONSTRAINT guests_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.hosts
    ADD CONSTRAINT hosts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.items
    ADD CONSTRAINT items_event_id_position_key UNIQUE (event_id, "position");

ALTER TABLE ONLY public.items
    ADD CONSTRAINT items_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.live_changes
    ADD CONSTRAINT live_changes_pkey PRIMARY KEY (event_id, seq);

ALTER TABLE ONLY public.live_heads
    ADD CONSTRAINT live_heads_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.mail_alarm
    ADD CONSTRAINT mail_alarm_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.parts
    ADD CONSTRAINT parts_pkey PRIMARY KEY (item_id, person_id, role);

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_name_key_key UNIQUE (name_key);

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.question_moves
    ADD CONSTRAINT question_moves_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.question_moves
    ADD CONSTRAINT question_moves_question_id_version_key UNIQUE (question_id, version);

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_event_id_number_key UNIQUE (event_id, number);

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rate_limits
    ADD CONSTRAINT rate_limits_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.recordings
    ADD CONSTRAINT recordings_event_id_language_key UNIQUE (event_id, language);

ALTER TABLE ONLY public.recordings
    ADD CONSTRAINT recordings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registration_moves
    ADD CONSTRAINT registration_moves_act_registration_id_name_key UNIQUE (act, registration_id, name);

ALTER TABLE ONLY public.registration_moves
    ADD CONSTRAINT registration_moves_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT registrations_event_id_number_key UNIQUE (event_id, number) INCLUDE (search, category_id, state, language, attended, country);

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT registrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.seats
    ADD CONSTRAINT seats_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_id_key UNIQUE (id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.sign_in_links
    ADD CONSTRAINT sign_in_links_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.votes
    ADD CONSTRAINT votes_pkey PRIMARY KEY (question_id, registration_id);

CREATE INDEX address_changes_over ON public.address_changes USING btree (expires_at);

CREATE INDEX address_changes_registration ON public.address_changes USING btree (registration_id);

CREATE INDEX answer_files_stray ON public.answer_files USING btree (created_at) WHERE (registration_id IS NULL);

CREATE INDEX answers_field ON public.answers USING btree (field_id);

CREATE INDEX answers_to_ask ON public.answers USING btree (registration_id) WHERE to_ask;

CREATE INDEX audit_event ON public.audit USING btree (event_id, at);

CREATE INDEX audit_subject ON public.audit USING btree (subject, at) WHERE (subject <> ''::text);

CREATE UNIQUE INDEX consents_standing ON public.consents USING btree (registration_id, purpose, COALESCE(host_id, registration_id)) WHERE (withdrawn_at IS NULL);

CREATE INDEX events_public ON public.events USING btree (starts_at) WHERE (state <> 'draft'::text);

CREATE INDEX fields_event ON public.fields USING btree (event_id, "position");

CREATE INDEX guests_registration ON public.guests USING btree (registration_id) WHERE (registration_id IS NOT NULL);

CREATE INDEX imports_event ON public.imports USING btree (event_id);

CREATE INDEX imports_expired ON public.imports USING btree (expires_at);

CREATE UNIQUE INDEX mails_account ON public.mails USING btree (account_id, kind, occasion) WHERE (account_id IS NOT NULL);

CREATE INDEX mails_address_change ON public.mails USING btree (address_change_id) WHERE (address_change_id IS NOT NULL);

CREATE INDEX mails_due ON public.mails USING btree (priority, due_at, id) WHERE (state = 'due'::text);

CREATE INDEX mails_event ON public.mails USING btree (event_id, created_at, id);

CREATE UNIQUE INDEX mails_guest ON public.mails USING btree (guest_id, kind, occasion) WHERE (guest_id IS NOT NULL);

CREATE UNIQUE INDEX mails_invitation ON public.mails USING btree (invitation_id, kind, occasion) WHERE (invitation_id IS NOT NULL);

CREATE UNIQUE INDEX mails_registration ON public.mails USING btree (registration_id, kind, occasion) WHERE (registration_id IS NOT NULL);

CREATE INDEX parts_person ON public.parts USING btree (person_id);

CREATE INDEX question_moves_act ON public.question_moves USING btree (act);

CREATE INDEX questions_asker ON public.questions USING btree (registration_id);

CREATE INDEX questions_board ON public.questions USING btree (event_id, state);

CREATE INDEX questions_merged ON public.questions USING btree (merged_into) WHERE (merged_into IS NOT NULL);

CREATE UNIQUE INDEX questions_on_stage ON public.questions USING btree (event_id) WHERE (state = 'live'::text);

CREATE INDEX rate_limits_old ON public.rate_limits USING btree (tat);

CREATE INDEX registration_moves_registration ON public.registration_moves USING btree (registration_id, at);

CREATE UNIQUE INDEX registrations_address ON public.registrations USING btree (event_id, email_key) WHERE (state <> ALL (ARRAY['cancelled'::text, 'declined'::text]));

CREATE INDEX registrations_facets ON public.registrations USING btree (event_id, category_id, state, language, attended, country);

CREATE INDEX registrations_line ON public.registrations USING btree (category_id, place) WHERE (state = 'waitlisted'::text);

CREATE INDEX registrations_offers ON public.registrations USING btree (offered_until) WHERE (state = 'offered'::text);

CREATE INDEX registrations_person ON public.registrations USING btree (email_key);

CREATE UNIQUE INDEX registrations_reference ON public.registrations USING btree (event_id, reference) WHERE ((reference <> ''::text) AND (state <> ALL (ARRAY['cancelled'::text, 'declined'::text])));

CREATE INDEX registrations_unerased ON public.registrations USING btree (event_id) WHERE (erased_at IS NULL);

CREATE INDEX registrations_unproven ON public.registrations USING btree (created_at) WHERE (state = 'unverified'::text);

CREATE UNIQUE INDEX roles_once ON public.roles USING btree (account_id, role, COALESCE(host_id, event_id, account_id));

CREATE INDEX sessions_account ON public.sessions USING btree (account_id);

ALTER TABLE ONLY public.address_changes
    ADD CONSTRAINT address_changes_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.answer_files
    ADD CONSTRAINT answer_files_field_id_fkey FOREIGN KEY (field_id) REFERENCES public.fields(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.answer_files
    ADD CONSTRAINT answer_files_registration_id_field_id_fkey FOREIGN KEY (registration_id, field_id) REFERENCES public.answers(registration_id, field_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.answer_files
    ADD CONSTRAINT answer_files_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.answers
    ADD CONSTRAINT answers_field_id_fkey FOREIGN KEY (field_id) REFERENCES public.fields(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.answers
    ADD CONSTRAINT answers_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.categories
    ADD CONSTRAINT categories_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.category_seats
    ADD CONSTRAINT category_seats_category_id_fkey FOREIGN KEY (category_id) REFERENCES public.categories(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.consent_texts
    ADD CONSTRAINT consent_texts_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.consent_texts
    ADD CONSTRAINT consent_texts_host_id_fkey FOREIGN KEY (host_id) REFERENCES public.hosts(id);

ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_host_id_fkey FOREIGN KEY (host_id) REFERENCES public.hosts(id);

ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_text_id_fkey FOREIGN KEY (text_id) REFERENCES public.consent_texts(id);

ALTER TABLE ONLY public.embeds
    ADD CONSTRAINT embeds_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.event_hosts
    ADD CONSTRAINT event_hosts_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.event_hosts
    ADD CONSTRAINT event_hosts_host_id_fkey FOREIGN KEY (host_id) REFERENCES public.hosts(id);

ALTER TABLE ONLY public.event_privacy
    ADD CONSTRAINT event_privacy_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.event_privacy
    ADD CONSTRAINT event_privacy_responsible_id_fkey FOREIGN KEY (responsible_id) REFERENCES public.hosts(id);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.fields
    ADD CONSTRAINT fields_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.guests
    ADD CONSTRAINT guests_event_id_category_id_fkey FOREIGN KEY (event_id, category_id) REFERENCES public.categories(event_id, id);

ALTER TABLE ONLY public.guests
    ADD CONSTRAINT guests_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.guests
    ADD CONSTRAINT guests_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.guests
    ADD CONSTRAINT guests_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_accepted_by_fkey FOREIGN KEY (accepted_by) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_host_id_fkey FOREIGN KEY (host_id) REFERENCES public.hosts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.items
    ADD CONSTRAINT items_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.live_changes
    ADD CONSTRAINT live_changes_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.live_changes
    ADD CONSTRAINT live_changes_question_id_fkey FOREIGN KEY (question_id) REFERENCES public.questions(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.live_heads
    ADD CONSTRAINT live_heads_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_address_change_id_fkey FOREIGN KEY (address_change_id) REFERENCES public.address_changes(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_guest_id_fkey FOREIGN KEY (guest_id) REFERENCES public.guests(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_invitation_id_fkey FOREIGN KEY (invitation_id) REFERENCES public.invitations(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_sign_in_link_id_fkey FOREIGN KEY (sign_in_link_id) REFERENCES public.sign_in_links(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.parts
    ADD CONSTRAINT parts_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.parts
    ADD CONSTRAINT parts_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.people(id);

ALTER TABLE ONLY public.question_moves
    ADD CONSTRAINT question_moves_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.question_moves
    ADD CONSTRAINT question_moves_question_id_fkey FOREIGN KEY (question_id) REFERENCES public.questions(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES public.questions(id);

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.people(id);

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.recordings
    ADD CONSTRAINT recordings_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.registration_moves
    ADD CONSTRAINT registration_moves_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.registration_moves
    ADD CONSTRAINT registration_moves_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT registrations_event_id_category_id_fkey FOREIGN KEY (event_id, category_id) REFERENCES public.categories(event_id, id);

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT registrations_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_host_id_fkey FOREIGN KEY (host_id) REFERENCES public.hosts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.seats
    ADD CONSTRAINT seats_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sign_in_links
    ADD CONSTRAINT sign_in_links_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.votes
    ADD CONSTRAINT votes_question_id_fkey FOREIGN KEY (question_id) REFERENCES public.questions(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.votes
    ADD CONSTRAINT votes_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE CASCADE;
