-- The relational model of the mesh, version 1, which `meshwright query` and policies read.

-- Data products (ODPS), in the order of their addresses.
CREATE TABLE product (
  product_id INTEGER NOT NULL,     -- the row number
  address TEXT NOT NULL,           -- `<domain>/<product>`
  id TEXT,                         -- the id in the document
  name TEXT,                       -- the name
  version TEXT,                    -- the version
  domain TEXT,                     -- the domain
  status TEXT,                     -- `proposed`, `draft`, `active`, `deprecated` or `retired`
  archetype TEXT,                  -- `sourceAligned`, `aggregate` or `consumerAligned`
  tier INTEGER,                    -- the tier; 1 is the most critical
  team TEXT,                       -- the owning team
  has_support BOOLEAN NOT NULL,    -- whether it or its team has a support channel
  origin TEXT,                     -- the system from which its facts come
  origin_kind TEXT,                -- `operational` or `external`
  is_deprecated BOOLEAN NOT NULL,  -- whether it is marked as deprecated
  classification TEXT,             -- the highest effective level of its fields
  classification_rank INTEGER,     -- the rank of that level; 0 is the least sensitive
  personal_data BOOLEAN NOT NULL,  -- whether a field of its ports contains personal data
  purpose TEXT,                    -- its purpose, from the description
  limitations TEXT,                -- its limitations, from the description
  usage TEXT,                      -- its usage, from the description
  file TEXT NOT NULL               -- the file that declares it
);
CREATE INDEX product_product_id ON product (product_id);
CREATE INDEX product_address ON product (address);
CREATE INDEX product_domain ON product (domain);
CREATE INDEX product_id ON product (id);

-- Output ports of products, with the service levels of their contracts.
CREATE TABLE port (
  port_id INTEGER NOT NULL,        -- the row number
  product_id INTEGER NOT NULL,     -- its product
  contract_id INTEGER,             -- its contract; NULL if the mesh does not have it
  address TEXT NOT NULL,           -- `<domain>/<product>/<port>@<major>`
  name TEXT,                       -- the name
  version TEXT,                    -- the version
  major INTEGER,                   -- the major version
  type TEXT,                       -- the type
  status TEXT,                     -- the effective status of its contract
  is_deprecated BOOLEAN NOT NULL,  -- whether it is marked as deprecated
  is_event_port BOOLEAN NOT NULL,  -- whether it offers events one by one
  stated_contract TEXT,            -- the id of its contract, as stated
  classification TEXT,             -- the highest effective level of its fields
  classification_rank INTEGER,     -- the rank of that level; 0 is the least sensitive
  personal_data BOOLEAN,           -- whether any of its fields contains personal data; NULL if the port's contract is not in the mesh
  latency_seconds NUMERIC,         -- the longest promised latency; NULL if it is not declared for every object, or cannot be read
  frequency_seconds NUMERIC,       -- the longest time between two refreshes; NULL if it is not declared for every object, or cannot be read
  availability_percent NUMERIC,    -- the lowest promised availability; NULL if it is not declared for every object, or cannot be read
  retention_days NUMERIC,          -- the longest time that data is kept, in days; NULL if it is not declared for every object, or cannot be read
  retention_min_days NUMERIC,      -- the shortest time that data is kept, in days; NULL if it is not declared for every object, or cannot be read
  general_availability DATE,       -- the latest first day; NULL if it is not declared for every object, or cannot be read
  end_of_support DATE,             -- the earliest last day of support; NULL if it is not declared for every object, or cannot be read
  end_of_life DATE,                -- the earliest last day; NULL if it is not declared for every object, or cannot be read
  file TEXT NOT NULL               -- the file that declares it
);
CREATE INDEX port_port_id ON port (port_id);
CREATE INDEX port_product_id ON port (product_id);
CREATE INDEX port_contract_id ON port (contract_id);
CREATE INDEX port_address ON port (address);

-- Input ports of products, with the contracts that they resolve to.
CREATE TABLE input (
  product_id INTEGER NOT NULL,  -- the reading product
  source_contract_id INTEGER,   -- the contract that it reads; NULL if the mesh does not have it
  source_port_id INTEGER,       -- the port that exposes that contract
  source_product_id INTEGER,    -- the product of that port
  address TEXT NOT NULL,        -- the address of the reading product
  name TEXT,                    -- the name of the input
  contract TEXT,                -- the id of the contract, as stated
  version TEXT,                 -- the lowest required version, as stated
  source_address TEXT           -- the address of the contract that it reads
);
CREATE INDEX input_product_id ON input (product_id);
CREATE INDEX input_source_contract_id ON input (source_contract_id);
CREATE INDEX input_source_port_id ON input (source_port_id);
CREATE INDEX input_source_product_id ON input (source_product_id);

-- Lineage of ports: the contracts that each output port derives from.
CREATE TABLE port_lineage (
  port_id INTEGER NOT NULL,             -- the port
  source_contract_id INTEGER NOT NULL,  -- a contract that it derives from
  source_port_id INTEGER,               -- the port that exposes that contract
  address TEXT NOT NULL,                -- the address of the port
  source_address TEXT NOT NULL          -- the address of that contract
);
CREATE INDEX port_lineage_port_id ON port_lineage (port_id);
CREATE INDEX port_lineage_source_contract_id ON port_lineage (source_contract_id);
CREATE INDEX port_lineage_source_port_id ON port_lineage (source_port_id);

-- The owners of products and contracts: their own, or else those of the product, or else those of the team.
CREATE TABLE owner (
  product_id INTEGER,      -- the product; NULL for a contract
  contract_id INTEGER,     -- the contract; NULL for a product
  address TEXT NOT NULL,   -- the address of the owned item
  username TEXT NOT NULL   -- the user name of an owner
);
CREATE INDEX owner_product_id ON owner (product_id);
CREATE INDEX owner_contract_id ON owner (contract_id);
CREATE INDEX owner_address ON owner (address);

-- The support channels of products and contracts: their own, or else those of the product, or else those of the team.
CREATE TABLE support (
  product_id INTEGER,     -- the product; NULL for a contract
  contract_id INTEGER,    -- the contract; NULL for a product
  address TEXT NOT NULL,  -- the address of the supported item
  channel TEXT,           -- the channel
  url TEXT,               -- its link
  tool TEXT,              -- its tool
  scope TEXT              -- its scope, such as `on-call`
);
CREATE INDEX support_product_id ON support (product_id);
CREATE INDEX support_contract_id ON support (contract_id);
CREATE INDEX support_address ON support (address);

-- Access agreements, current and expired: declared consumers of ports, other than products.
CREATE TABLE agreement (
  agreement_id INTEGER NOT NULL,  -- the row number
  port_id INTEGER,                -- the port; NULL if the mesh does not have it
  address TEXT,                   -- the address of the port, as stated
  team TEXT,                      -- the team of the consumer
  application TEXT,               -- the consumer's application: a dashboard, a notebook or a model
  purpose TEXT,                   -- the purpose
  role TEXT,                      -- the role under which it reads
  starts DATE,                    -- the first day, if stated
  expires DATE,                   -- the last day
  file TEXT NOT NULL              -- the file that declares it
);
CREATE INDEX agreement_agreement_id ON agreement (agreement_id);
CREATE INDEX agreement_port_id ON agreement (port_id);
CREATE INDEX agreement_address ON agreement (address);

-- The columns that access agreements name; an agreement without columns covers its whole port.
CREATE TABLE agreement_column (
  agreement_id INTEGER NOT NULL,  -- the agreement
  address TEXT,                   -- the address of the port
  path TEXT NOT NULL              -- the column as `<object>/<field>`, as `field.path`
);
CREATE INDEX agreement_column_agreement_id ON agreement_column (agreement_id);
CREATE INDEX agreement_column_path ON agreement_column (path);

-- Data contracts (ODCS), in the order of their addresses.
CREATE TABLE contract (
  contract_id INTEGER NOT NULL,    -- the row number
  port_id INTEGER,                 -- the output port that exposes it; NULL if none does
  product_id INTEGER,              -- the product of that port
  address TEXT NOT NULL,           -- the address of the port that exposes it, or else `-/<id>@<major>`
  id TEXT,                         -- the id in the document
  name TEXT,                       -- the name
  version TEXT,                    -- the version
  major INTEGER,                   -- the major version
  domain TEXT,                     -- the domain: its own, or else that of its product
  stated_domain TEXT,              -- the domain that it declares itself
  status TEXT,                     -- the status: its own, or else that of its port or product
  stated_status TEXT,              -- the status that it declares itself
  team TEXT,                       -- the owning team: its own, or else that of its product
  stated_team TEXT,                -- the team that it declares itself
  has_support BOOLEAN NOT NULL,    -- whether it has a support channel: its own, its product's or its team's
  classification TEXT,             -- the highest effective level of its fields
  classification_rank INTEGER,     -- the rank of that level; 0 is the least sensitive
  personal_data BOOLEAN NOT NULL,  -- whether a field contains personal data
  latency_seconds NUMERIC,         -- the longest promised latency; NULL if it is not declared for every object, or cannot be read
  frequency_seconds NUMERIC,       -- the longest time between two refreshes; NULL if it is not declared for every object, or cannot be read
  availability_percent NUMERIC,    -- the lowest promised availability; NULL if it is not declared for every object, or cannot be read
  retention_days NUMERIC,          -- the longest time that data is kept, in days; NULL if it is not declared for every object, or cannot be read
  retention_min_days NUMERIC,      -- the shortest time that data is kept, in days; NULL if it is not declared for every object, or cannot be read
  general_availability DATE,       -- the latest first day; NULL if it is not declared for every object, or cannot be read
  end_of_support DATE,             -- the earliest last day of support; NULL if it is not declared for every object, or cannot be read
  end_of_life DATE,                -- the earliest last day; NULL if it is not declared for every object, or cannot be read
  purpose TEXT,                    -- its purpose, from the description
  limitations TEXT,                -- its limitations, from the description
  usage TEXT,                      -- its usage, from the description
  file TEXT NOT NULL               -- the file that declares it
);
CREATE INDEX contract_contract_id ON contract (contract_id);
CREATE INDEX contract_port_id ON contract (port_id);
CREATE INDEX contract_product_id ON contract (product_id);
CREATE INDEX contract_address ON contract (address);
CREATE INDEX contract_id ON contract (id);

-- Physical locations of the data of contracts (ODCS `servers`).
CREATE TABLE server (
  server_id INTEGER NOT NULL,    -- the row number
  contract_id INTEGER NOT NULL,  -- its contract
  address TEXT NOT NULL,         -- `<contract>#servers/<name>`
  name TEXT,                     -- the name
  type TEXT,                     -- the type, such as `kafka`
  environment TEXT,              -- the environment, such as `prod`
  region TEXT,                   -- the region: its custom property, or else the key of its type
  host TEXT,                     -- the host
  database_name TEXT,            -- the database
  schema_name TEXT,              -- the schema
  location TEXT,                 -- the location, such as an S3 URL
  topic TEXT,                    -- the topic
  encrypted_at_rest BOOLEAN,     -- whether it encrypts stored data (custom property `encryptedAtRest`); NULL if not declared
  encrypted_in_transit BOOLEAN   -- whether it encrypts transferred data (custom property `encryptedInTransit`); NULL if not declared
);
CREATE INDEX server_server_id ON server (server_id);
CREATE INDEX server_contract_id ON server (contract_id);

-- Schema objects of contracts (ODCS `schema`): tables, views, topics, files.
CREATE TABLE object (
  object_id INTEGER NOT NULL,      -- the row number
  contract_id INTEGER NOT NULL,    -- its contract
  address TEXT NOT NULL,           -- `<contract>/<object>`
  name TEXT,                       -- the name
  physical_name TEXT,              -- the physical name
  physical_type TEXT,              -- the physical type, such as `table`
  is_deprecated BOOLEAN NOT NULL,  -- whether it is marked as deprecated
  has_quality BOOLEAN NOT NULL,    -- whether it or one of its fields has a quality rule
  has_grain BOOLEAN NOT NULL,      -- whether it describes what a row represents
  classification TEXT,             -- the highest effective level of its fields
  classification_rank INTEGER,     -- the rank of that level; 0 is the least sensitive
  personal_data BOOLEAN NOT NULL,  -- whether a field contains personal data
  ce_type TEXT,                    -- the CloudEvents `type` (custom property `ceType`)
  ce_source TEXT,                  -- the CloudEvents `source` (custom property `ceSource`)
  ce_mode TEXT,                    -- the CloudEvents mode (custom property `cloudEventsMode`)
  description TEXT,                -- the description
  grain TEXT                       -- what a row represents
);
CREATE INDEX object_object_id ON object (object_id);
CREATE INDEX object_contract_id ON object (contract_id);
CREATE INDEX object_address ON object (address);

-- Service levels of contracts, one per row (ODCS `slaProperties`).
CREATE TABLE slo (
  slo_id INTEGER NOT NULL,       -- the row number
  contract_id INTEGER NOT NULL,  -- its contract
  address TEXT NOT NULL,         -- `<contract>#sla/<property>`
  name TEXT,                     -- the full name, such as `latency`; as stated if ODCS does not define it
  stated_name TEXT,              -- the name as stated
  stated_value TEXT,             -- the value as stated
  stated_unit TEXT,              -- the unit as stated
  elements TEXT,                 -- the elements that it applies to, separated by commas; NULL for all
  scope TEXT,                    -- `hop` if it is measured from the inputs
  seconds_min NUMERIC,           -- the shortest duration that it may represent
  seconds_max NUMERIC,           -- the longest duration that it may represent: months and years have no fixed length
  percent NUMERIC,               -- a share
  on_date DATE                   -- a date
);
CREATE INDEX slo_slo_id ON slo (slo_id);
CREATE INDEX slo_contract_id ON slo (contract_id);
CREATE INDEX slo_name ON slo (name);

-- Roles to which contracts grant access (ODCS `roles`), with the registry entry of each role.
CREATE TABLE role (
  role_id INTEGER NOT NULL,        -- the row number
  contract_id INTEGER NOT NULL,    -- its contract
  address TEXT NOT NULL,           -- `<contract>#roles/<role>`
  name TEXT,                       -- the name of the role
  access TEXT,                     -- the access that it grants
  is_registered BOOLEAN NOT NULL,  -- whether the role is registered
  clearance TEXT,                  -- the highest level that the registered role may read
  clearance_rank INTEGER,          -- the rank of that level
  identity_group TEXT              -- the group of the registered role in the identity provider
);
CREATE INDEX role_role_id ON role (role_id);
CREATE INDEX role_contract_id ON role (contract_id);
CREATE INDEX role_name ON role (name);

-- Quality rules of objects and fields (ODCS `quality`).
CREATE TABLE quality_rule (
  contract_id INTEGER NOT NULL,  -- its contract
  object_id INTEGER NOT NULL,    -- its object
  field_id INTEGER,              -- its field; NULL for a rule of the object
  address TEXT NOT NULL,         -- the address of the object or field
  name TEXT,                     -- the name
  type TEXT,                     -- `text`, `library`, `sql` or `custom`
  dimension TEXT,                -- the dimension, such as `completeness`
  metric TEXT,                   -- the metric
  severity TEXT,                 -- the severity
  operator TEXT,                 -- the operator, such as `mustBe`
  operand TEXT,                  -- the operand; lists as JSON
  description TEXT,              -- the description
  query TEXT                     -- the SQL of a rule of type `sql`
);
CREATE INDEX quality_rule_contract_id ON quality_rule (contract_id);
CREATE INDEX quality_rule_object_id ON quality_rule (object_id);
CREATE INDEX quality_rule_field_id ON quality_rule (field_id);

-- Fields of schema objects at any depth (ODCS `properties`, `items`, `map`), each after its container.
CREATE TABLE field (
  field_id INTEGER NOT NULL,       -- the row number
  object_id INTEGER NOT NULL,      -- its object
  contract_id INTEGER NOT NULL,    -- its contract
  parent_id INTEGER,               -- the field that contains it; NULL for a field of an object
  address TEXT NOT NULL,           -- `<contract>/<object>/<field>…`
  name TEXT,                       -- the name; `[]`, `{key}` and `{value}` in arrays and maps
  path TEXT NOT NULL,              -- the names, starting with the object's, such as `plays/artist/id`
  logical_type TEXT,               -- the logical type
  physical_type TEXT,              -- the physical type
  physical_name TEXT,              -- the physical name
  classification TEXT,             -- the effective level: its own, or that of its container, a linked definition or its sources
  classification_rank INTEGER,     -- the rank of that level; 0 is the least sensitive
  stated_classification TEXT,      -- the level that it declares itself
  data_category TEXT,              -- the data category, such as `user.contact.email`
  personal_data BOOLEAN NOT NULL,  -- whether its data category denotes personal data
  deidentification TEXT,           -- the method of de-identification
  is_required BOOLEAN NOT NULL,    -- whether it is required
  is_unique BOOLEAN NOT NULL,      -- whether its values are unique
  is_key BOOLEAN NOT NULL,         -- whether it belongs to the primary key
  is_deprecated BOOLEAN NOT NULL,  -- whether it is marked as deprecated
  is_described BOOLEAN NOT NULL,   -- whether it has a description
  format TEXT,                     -- the format (`logicalTypeOptions.format`)
  timezone BOOLEAN,                -- whether a timestamp has a time zone; NULL if not declared
  default_timezone TEXT,           -- the time zone of a timestamp, such as `Etc/UTC`
  pattern TEXT,                    -- the regular expression (`logicalTypeOptions.pattern`)
  encrypted_name TEXT,             -- the name of the encrypted field
  transform_logic TEXT,            -- the transformation (`transformLogic`)
  business_name TEXT,              -- the business name
  description TEXT                 -- the description
);
CREATE INDEX field_field_id ON field (field_id);
CREATE INDEX field_object_id ON field (object_id);
CREATE INDEX field_contract_id ON field (contract_id);
CREATE INDEX field_parent_id ON field (parent_id);
CREATE INDEX field_address ON field (address);
CREATE INDEX field_name ON field (name);

-- Column lineage: the fields that each field derives from, as declared or as its SQL reads them.
CREATE TABLE lineage (
  field_id INTEGER NOT NULL,         -- the derived field
  source_field_id INTEGER NOT NULL,  -- a field that it derives from
  address TEXT NOT NULL,             -- the address of the derived field
  source_address TEXT NOT NULL,      -- the address of the field that it derives from
  kind TEXT NOT NULL                 -- `declared`, `sql` or `both`
);
CREATE INDEX lineage_field_id ON lineage (field_id);
CREATE INDEX lineage_source_field_id ON lineage (source_field_id);

-- Registered domains.
CREATE TABLE domain (
  address TEXT NOT NULL,  -- `domain:<name>`
  name TEXT NOT NULL,     -- the name
  title TEXT,             -- the display name
  purpose TEXT,           -- the purpose
  parent TEXT,            -- the parent domain
  owner TEXT              -- the owning team
);
CREATE INDEX domain_name ON domain (name);

-- Registered teams.
CREATE TABLE team (
  address TEXT NOT NULL,  -- `team:<name>`
  name TEXT NOT NULL,     -- the name
  title TEXT,             -- the display name
  purpose TEXT            -- the purpose
);
CREATE INDEX team_name ON team (name);

-- Members of registered teams.
CREATE TABLE member (
  address TEXT NOT NULL,  -- the address of the team
  team TEXT NOT NULL,     -- the team
  username TEXT,          -- the user name
  role TEXT               -- the role in the team
);
CREATE INDEX member_team ON member (team);

-- Registered systems that data originates in.
CREATE TABLE system (
  address TEXT NOT NULL,  -- `system:<name>`
  name TEXT NOT NULL,     -- the name
  type TEXT,              -- `operational` or `external`
  owner TEXT              -- the team that runs it, or that has the agreement with its operator
);
CREATE INDEX system_name ON system (name);

-- The registered classification levels, least sensitive first.
CREATE TABLE classification_level (
  level_rank INTEGER NOT NULL,  -- the rank; 0 is the least sensitive
  name TEXT                     -- the name
);
CREATE INDEX classification_level_name ON classification_level (name);

-- Entities that several domains use.
CREATE TABLE entity (
  address TEXT NOT NULL,  -- `entity:<name>`
  name TEXT NOT NULL,     -- the name
  definition TEXT,        -- the definition
  steward TEXT,           -- the team that owns it
  identifier TEXT         -- the federated identifier scheme
);
CREATE INDEX entity_name ON entity (name);

-- Identifier schemes of entities.
CREATE TABLE identifier (
  address TEXT NOT NULL,  -- `entity:<entity>/<scheme>`
  entity TEXT NOT NULL,   -- the entity
  name TEXT NOT NULL,     -- the name of the scheme
  domain TEXT,            -- the domain that declares it; NULL if the steward declares it
  logical_type TEXT,      -- the logical type
  pattern TEXT            -- the regular expression
);
CREATE INDEX identifier_entity ON identifier (entity);
CREATE INDEX identifier_name ON identifier (name);

-- Columns that identify entities, as contracts and meanings declare them.
CREATE TABLE entity_link (
  field_id INTEGER NOT NULL,     -- the field
  address TEXT NOT NULL,         -- the address of the field
  entity TEXT NOT NULL,          -- the entity
  scheme TEXT NOT NULL,          -- the identifier scheme
  part TEXT,                     -- the part of a composite identifier
  role TEXT,                     -- the role, if an object has several
  is_declared BOOLEAN NOT NULL   -- whether the contract declares it itself
);
CREATE INDEX entity_link_field_id ON entity_link (field_id);
CREATE INDEX entity_link_entity ON entity_link (entity);

-- The meanings of entities in domains.
CREATE TABLE meaning (
  address TEXT NOT NULL,  -- the address of the entity
  domain TEXT NOT NULL,   -- the domain
  entity TEXT NOT NULL,   -- the entity
  means TEXT,             -- the meaning
  relation TEXT,          -- `exactMatch`, `closeMatch`, `broadMatch` or `narrowMatch`
  file TEXT NOT NULL      -- the file that declares it
);
CREATE INDEX meaning_domain ON meaning (domain);
CREATE INDEX meaning_entity ON meaning (entity);

-- Waivers of rules and policies, including expired ones.
CREATE TABLE waiver (
  address TEXT,        -- the address that it applies to
  rule TEXT,           -- the rule or policy
  reason TEXT,         -- the reason
  owner TEXT,          -- who must fix it
  approved_by TEXT,    -- who accepted the risk
  expires DATE,        -- the last day
  file TEXT NOT NULL   -- the file that declares it
);
CREATE INDEX waiver_address ON waiver (address);
CREATE INDEX waiver_rule ON waiver (rule);

-- Custom properties of products, contracts and their parts; only the first of duplicate properties.
CREATE TABLE custom_property (
  address TEXT NOT NULL,  -- the address of the item that has it
  part TEXT NOT NULL,     -- the kind of item that has it: `product`, `contract`, `object`, `field`, `server`, `sla` or `role`
  name TEXT NOT NULL,     -- the name
  value TEXT              -- the value; lists and mappings as JSON
);
CREATE INDEX custom_property_address ON custom_property (address);
CREATE INDEX custom_property_name ON custom_property (name);

-- Tags of products, ports, contracts, objects and fields.
CREATE TABLE tag (
  address TEXT NOT NULL,  -- the address of the item that has it
  part TEXT NOT NULL,     -- the kind of item that has it: `product`, `port`, `contract`, `object` or `field`
  tag TEXT NOT NULL       -- the tag
);
CREATE INDEX tag_address ON tag (address);
CREATE INDEX tag_tag ON tag (tag);

-- Authoritative definitions; for fields, only those of type `semanticDefinition`.
CREATE TABLE definition (
  address TEXT NOT NULL,  -- the address of the item that has it
  part TEXT NOT NULL,     -- the kind of item that has it: `product`, `port`, `contract`, `object` or `field`
  type TEXT,              -- the type
  url TEXT                -- the URL
);
CREATE INDEX definition_address ON definition (address);
CREATE INDEX definition_type ON definition (type);

-- All documents of the mesh that could be read.
CREATE TABLE document (
  address TEXT,               -- the address, if its kind has one
  file TEXT NOT NULL,         -- the file
  position INTEGER NOT NULL,  -- the position in the file, from 1
  kind TEXT NOT NULL,         -- the kind, such as `DataProduct`
  name TEXT                   -- the name
);
CREATE INDEX document_address ON document (address);
CREATE INDEX document_file ON document (file);

-- Findings of `check`, in the same order; available only to `query`, because policies are part of `check`.
CREATE TABLE diagnostic (
  address TEXT,                 -- the address that it is about
  rule TEXT NOT NULL,           -- the rule
  rule_group TEXT NOT NULL,     -- the group of the rule
  severity TEXT NOT NULL,       -- `error`, `warning` or `notice`
  message TEXT NOT NULL,        -- the message
  file TEXT,                    -- the file
  line INTEGER,                 -- the line
  is_counted BOOLEAN NOT NULL   -- whether it counts: it is neither waived nor suppressed nor in the baseline
);
CREATE INDEX diagnostic_address ON diagnostic (address);
CREATE INDEX diagnostic_rule ON diagnostic (rule);

-- Functions: abs, avg, coalesce, count, date, dense_rank, first_value, glob, group_concat, ifnull, iif, instr, json_array_length, json_extract, json_type, julianday, lag, last_value, lead, length, like, likelihood, likely, lower, ltrim, max, min, nth_value, ntile, nullif, rank, regexp, replace, round, row_number, rtrim, sign, substr, substring, sum, today, total, trim, typeof, unicode, unlikely, upper.
