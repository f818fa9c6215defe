"""The index of the rules, without their implementations: a run imports only the rules that it runs.

`python -m meshwright.dev index-rules` writes it, and a test compares it with the rules.
"""

INDEX = """\
active-depends-on-draft lifecycle.active_depends_on_draft mesh error 0.1 standard
address-collision addressable.address_collision mesh error 0.1 essential
address-moved compatibility.address_moved comparing error 0.1 essential
agreement-approves-itself secure.agreement_approves_itself mesh warning 0.1 standard is_timed needs:AccessAgreement
agreement-gives-nothing secure.agreement_gives_nothing mesh notice 0.1 standard is_timed needs:AccessAgreement needs:Classification
ambiguous-scalar structure.ambiguous_scalar local warning 0.1 standard
baseline-grew housekeeping.baseline_grew comparing error 0.1 essential unsuppressible
below-category-level secure.below_category_level mesh error 0.1 standard needs:Classification
below-defined-level secure.below_defined_level mesh error 0.1 standard needs:Classification
broken-relationship interoperable.broken_relationship mesh error 0.1 essential
bump-without-change compatibility.bump_without_change comparing warning 0.1 standard
classification-leak secure.classification_leak mesh error 0.1 standard unsuppressible needs:Classification
classification-lowered compatibility.classification_lowered comparing warning 0.1 standard
classification-raised compatibility.classification_raised comparing warning 0.1 standard
confusable-character structure.confusable_character local warning 0.1 essential
contract-contradicts-product adoption.contract_contradicts_product mesh error 0.1 standard
contract-replaced compatibility.contract_replaced comparing warning 0.1 standard
contract-shared discoverable.contract_shared mesh error 0.1 essential
contract-without-product discoverable.contract_without_product mesh warning 0.1 standard needs_products
contradictory-quality-rules trustworthy.contradictory_quality_rules local error 0.1 essential
data-violates-contract measured.data_violates_contract measuring error 0.1 essential
dates-out-of-order lifecycle.dates_out_of_order local error 0.1 essential
deprecated-without-date lifecycle.deprecated_without_date mesh warning 0.1 standard
deprecated-without-successor lifecycle.deprecated_without_successor mesh warning 0.1 standard
derived-without-lineage lineage.derived_without_lineage mesh warning 0.1 strict
doubtful-policy adoption.doubtful_policy mesh warning 0.1 essential needs:Policy
duplicate-entry structure.duplicate_entry local error 0.1 standard
duplicate-identifier-scheme interoperable.duplicate_identifier_scheme mesh error 0.1 standard needs:Entity
duplicate-identity discoverable.duplicate_identity mesh error 0.1 essential
duplicate-key structure.duplicate_key local error 0.1 essential unsuppressible
duplicate-object structure.duplicate_object local error 0.1 essential
duplicate-property structure.duplicate_property local error 0.1 essential
end-moved-earlier compatibility.end_moved_earlier comparing warning 0.1 standard
ends-soon lifecycle.ends_soon mesh notice 0.1 standard
entity-link-changed compatibility.entity_link_changed comparing warning 0.1 standard
enum-added compatibility.enum_added comparing notice 0.1 strict
enum-dropped compatibility.enum_dropped comparing warning 0.1 standard
enum-value-added compatibility.enum_value_added comparing warning 0.1 standard
enum-value-removed compatibility.enum_value_removed comparing notice 0.1 strict
enum-without-meaning self_describing.enum_without_meaning local notice 0.1 strict
events-without-snapshot adoption.events_without_snapshot mesh notice 0.1 strict
example-violates-type self_describing.example_violates_type mesh error 0.1 standard
expired-agreement adoption.expired_agreement mesh warning 0.1 standard is_timed
expired-waiver housekeeping.expired_waiver local warning 0.1 essential is_timed unsuppressible
field-added compatibility.field_added comparing notice 0.1 strict
field-format-off-standard interoperable.field_format_off_standard mesh warning 0.1 standard is_lenient needs:Standard
field-removed compatibility.field_removed comparing warning 0.1 standard
field-renamed compatibility.field_renamed comparing warning 0.1 standard
foreign-format structure.foreign_format local warning 0.1 essential
foreign-key-mismatch interoperable.foreign_key_mismatch mesh error 0.1 essential
format-added compatibility.format_added comparing notice 0.1 strict
format-changed compatibility.format_changed comparing warning 0.1 standard
format-dropped compatibility.format_dropped comparing warning 0.1 standard
grant-of-retired-port secure.grant_of_retired_port mesh warning 0.1 standard
group-too-small measured.group_too_small measuring error 0.1 standard
identifier-type-mismatch interoperable.identifier_type_mismatch mesh error 0.1 standard needs:Entity
identifier-violates-scheme interoperable.identifier_violates_scheme mesh error 0.1 standard needs:Entity
identifier-without-check interoperable.identifier_without_check mesh warning 0.1 standard needs:Entity
identifier-without-quality-rule interoperable.identifier_without_quality_rule mesh notice 0.1 strict needs:Entity
illegal-status-transition compatibility.illegal_status_transition comparing error 0.1 essential
incomparable-change compatibility.incomparable_change comparing error 0.1 essential
incomplete-cloudevent interoperable.incomplete_cloudevent mesh error 0.1 standard
input-cycle lineage.input_cycle mesh error 0.1 essential
input-of-deprecated lifecycle.input_of_deprecated mesh warning 0.1 standard
input-of-retired lifecycle.input_of_retired mesh error 0.1 essential
isolated-product interoperable.isolated_product mesh notice 0.1 strict needs_products needs:Entity
join-across-schemes interoperable.join_across_schemes mesh error 0.1 standard needs:Entity
join-meets-too-few measured.join_meets_too_few measuring warning 0.1 standard needs:Entity
json-syntax structure.json_syntax local error 0.1 essential unsuppressible
kept-longer-than-allowed secure.kept_longer_than_allowed mesh error 0.1 standard needs_products
key-added compatibility.key_added comparing notice 0.1 strict
key-changed compatibility.key_changed comparing warning 0.1 standard
key-dropped compatibility.key_dropped comparing warning 0.1 standard
leaves-region secure.leaves_region mesh error 0.1 standard needs:Regions
lineage-contradicts-sql lineage.lineage_contradicts_sql mesh warning 0.1 standard
link-without-column interoperable.link_without_column mesh warning 0.1 standard needs:Entity needs:Meaning
logical-physical-mismatch self_describing.logical_physical_mismatch mesh error 0.1 essential
looks-personal measured.looks_personal measuring warning 0.1 standard needs:Classification
merge-key structure.merge_key local warning 0.1 standard
misplaced-file discoverable.misplaced_file mesh warning 0.1 standard is_lenient needs:Standard
misplaced-mesh-document housekeeping.misplaced_mesh_document mesh error 0.1 essential
missing-access-role secure.missing_access_role mesh warning 0.1 standard
missing-classification secure.missing_classification mesh warning 0.1 standard needs:Classification
missing-common-metadata interoperable.missing_common_metadata mesh warning 0.1 standard is_lenient needs:Standard
missing-contract-version secure.missing_contract_version mesh warning 0.1 standard needs:Classification needs:Role
missing-crosswalk interoperable.missing_crosswalk mesh error 0.1 standard needs:Entity needs:Meaning
missing-domain discoverable.missing_domain mesh error 0.1 standard
missing-field-description self_describing.missing_field_description local warning 0.1 standard
missing-grain self_describing.missing_grain mesh warning 0.1 standard
missing-key structure.missing_key local error 0.1 essential
missing-key-owner secure.missing_key_owner mesh error 0.1 standard
missing-linked-file addressable.missing_linked_file local warning 0.1 standard
missing-logical-type self_describing.missing_logical_type mesh warning 0.1 standard
missing-origin adoption.missing_origin mesh warning 0.1 standard needs:System
missing-owner discoverable.missing_owner mesh error 0.1 standard
missing-primary-key self_describing.missing_primary_key mesh warning 0.1 standard
missing-purpose discoverable.missing_purpose mesh warning 0.1 standard
missing-quality-rule trustworthy.missing_quality_rule mesh warning 0.1 standard
missing-sample self_describing.missing_sample mesh warning 0.1 standard is_lenient needs:Standard
missing-server addressable.missing_server mesh warning 0.1 standard
missing-slo trustworthy.missing_slo mesh warning 0.1 standard is_lenient needs:Standard
missing-status discoverable.missing_status mesh warning 0.1 standard
missing-success-criteria adoption.missing_success_criteria mesh notice 0.1 strict
missing-support-channel discoverable.missing_support_channel mesh warning 0.1 standard
misspelt-custom-property structure.misspelt_custom_property mesh warning 0.1 standard
misspelt-value structure.misspelt_value local warning 0.1 standard
name-off-convention addressable.name_off_convention mesh warning 0.1 strict is_lenient needs:Standard
new-column-not-agreed secure.new_column_not_agreed comparing notice 0.1 standard needs:Classification needs:Role
newer-than-version structure.newer_than_version local warning 0.1 essential
not-utf8 structure.not_utf8 local error 0.1 essential unsuppressible
old-version structure.old_version local warning 0.1 standard
organisation-schema structure.organisation_schema local error 0.1 essential
over-limit structure.over_limit local error 0.1 essential unsuppressible
past-end-of-life lifecycle.past_end_of_life mesh warning 0.1 standard is_timed
pattern-added compatibility.pattern_added comparing notice 0.1 strict
pattern-changed compatibility.pattern_changed comparing warning 0.1 standard
pattern-dropped compatibility.pattern_dropped comparing warning 0.1 standard
personal-data-without-retention secure.personal_data_without_retention mesh warning 0.1 standard
physical-name-off-template addressable.physical_name_off_template mesh warning 0.1 strict is_lenient needs:Standard
policy-not-run adoption.policy_not_run mesh error 0.1 essential needs:Policy
policy-test-fails adoption.policy_test_fails mesh error 0.1 essential needs:Policy
port-added compatibility.port_added comparing notice 0.1 strict
port-deprecated compatibility.port_deprecated comparing notice 0.1 standard
port-removed compatibility.port_removed comparing warning 0.1 standard
port-without-contract addressable.port_without_contract mesh error 0.1 standard
purpose-not-allowed adoption.purpose_not_allowed mesh error 0.1 standard needs:Role
quality-changed compatibility.quality_changed comparing warning 0.1 standard
quality-loosened compatibility.quality_loosened comparing warning 0.1 standard
quality-rule-broken measured.quality_rule_broken measuring error 0.1 essential
quality-rule-names-no-field trustworthy.quality_rule_names_no_field local error 0.1 essential
quality-tightened compatibility.quality_tightened comparing notice 0.1 strict
range-loosened compatibility.range_loosened comparing warning 0.1 standard
range-tightened compatibility.range_tightened comparing notice 0.1 strict
reads-above-clearance secure.reads_above_clearance mesh error 0.1 standard is_timed needs:Role needs:Classification needs:AccessAgreement
reidentification-path secure.reidentification_path mesh warning 0.1 standard is_timed needs:Classification needs:Entity needs:Role
relationship-added compatibility.relationship_added comparing notice 0.1 strict
relationship-changed compatibility.relationship_changed comparing warning 0.1 standard
relationship-removed compatibility.relationship_removed comparing warning 0.1 standard
relationship-type-mismatch interoperable.relationship_type_mismatch mesh error 0.1 standard
removed-with-consumers compatibility.removed_with_consumers comparing error 0.1 essential
renamed-rule housekeeping.renamed_rule local notice 0.1 essential unsuppressible
required-added compatibility.required_added comparing notice 0.1 strict
required-dropped compatibility.required_dropped comparing warning 0.1 standard
restricted-without-agreement secure.restricted_without_agreement mesh warning 0.1 standard is_timed needs:Role needs:Classification
retired-with-consumers lifecycle.retired_with_consumers mesh error 0.1 standard
role-added compatibility.role_added comparing notice 0.1 strict
role-below-clearance secure.role_below_clearance mesh error 0.1 standard needs:Role needs:Classification
role-removed compatibility.role_removed comparing warning 0.1 standard
rule-failed housekeeping.rule_failed local error 0.1 essential unsuppressible
sample-violates-contract trustworthy.sample_violates_contract mesh error 0.1 essential
sample-without-object self_describing.sample_without_object mesh warning 0.1 standard
schema-drift measured.schema_drift measuring error 0.1 essential
secret-in-document secure.secret_in_document local error 0.1 essential unsuppressible
self-approved-waiver housekeeping.self_approved_waiver local error 0.1 essential unsuppressible
self-input lineage.self_input mesh error 0.1 essential
sensitive-sample secure.sensitive_sample mesh error 0.1 standard needs:Classification
served-from-operational-store adoption.served_from_operational_store mesh warning 0.1 strict
server-moved compatibility.server_moved comparing warning 0.1 standard
server-not-offered secure.server_not_offered mesh warning 0.1 standard needs:Platform
slo-broken measured.slo_broken measuring error 0.1 essential
slo-contradicted trustworthy.slo_contradicted mesh error 0.1 standard needs_products
slo-loosened compatibility.slo_loosened comparing warning 0.1 standard
slo-tightened compatibility.slo_tightened comparing notice 0.1 strict
slo-unknown trustworthy.slo_unknown mesh notice 0.1 strict needs_products
slo-unsupported trustworthy.slo_unsupported mesh warning 0.1 standard needs_products
source-aligned-with-inputs lineage.source_aligned_with_inputs mesh warning 0.1 standard
source-changed compatibility.source_changed comparing warning 0.1 standard
source-of-consumer-aligned lineage.source_of_consumer_aligned mesh warning 0.1 standard
status-withdrawn compatibility.status_withdrawn comparing warning 0.1 standard
thin-description discoverable.thin_description local warning 0.1 strict
two-majors-without-deprecation lifecycle.two_majors_without_deprecation mesh notice 0.1 strict
type-changed compatibility.type_changed comparing warning 0.1 standard
type-changed-silently lineage.type_changed_silently mesh warning 0.1 standard
type-narrowed compatibility.type_narrowed comparing warning 0.1 standard
type-widened compatibility.type_widened comparing warning 0.1 standard
undeclared-input lineage.undeclared_input mesh error 0.1 standard
undeclared-meaning interoperable.undeclared_meaning mesh warning 0.1 standard needs:Entity
unencrypted secure.unencrypted mesh error 0.1 standard needs:Platform
unenforceable-here secure.unenforceable_here mesh warning 0.1 standard is_timed needs:Platform needs:Role needs:Classification
unexplained-suppression housekeeping.unexplained_suppression local warning 0.1 strict unsuppressible
unique-added compatibility.unique_added comparing notice 0.1 strict
unique-dropped compatibility.unique_dropped comparing warning 0.1 standard
unit-changed compatibility.unit_changed comparing warning 0.1 standard
unknown-account secure.unknown_account directory warning 0.1 standard
unknown-approver secure.unknown_approver mesh warning 0.1 standard needs:Team
unknown-archetype adoption.unknown_archetype mesh error 0.1 standard
unknown-classification secure.unknown_classification mesh error 0.1 standard needs:Classification
unknown-column adoption.unknown_column mesh error 0.1 essential
unknown-contract addressable.unknown_contract mesh error 0.1 essential
unknown-contract-version addressable.unknown_contract_version mesh error 0.1 essential
unknown-data-category secure.unknown_data_category mesh warning 0.1 standard needs:Classification
unknown-deidentification secure.unknown_deidentification mesh error 0.1 standard
unknown-domain discoverable.unknown_domain mesh error 0.1 essential needs:Domain
unknown-entity interoperable.unknown_entity mesh error 0.1 standard needs:Entity
unknown-group secure.unknown_group directory warning 0.1 standard
unknown-identifier-scheme interoperable.unknown_identifier_scheme mesh error 0.1 standard needs:Entity
unknown-input-contract addressable.unknown_input_contract mesh error 0.1 essential
unknown-key structure.unknown_key local error 0.1 essential
unknown-main-port discoverable.unknown_main_port mesh error 0.1 standard
unknown-port adoption.unknown_port mesh error 0.1 essential
unknown-promise-level compatibility.unknown_promise_level mesh error 0.1 standard
unknown-purpose adoption.unknown_purpose mesh error 0.1 standard needs:Role
unknown-role secure.unknown_role mesh error 0.1 standard needs:Role
unknown-service-level trustworthy.unknown_service_level local warning 0.1 standard
unknown-source-field lineage.unknown_source_field mesh error 0.1 essential
unknown-status discoverable.unknown_status mesh error 0.1 standard
unknown-system adoption.unknown_system mesh error 0.1 standard needs:System
unknown-team discoverable.unknown_team mesh error 0.1 essential needs:Team
unknown-value structure.unknown_value local error 0.1 essential
unlinked-polyseme interoperable.unlinked_polyseme mesh warning 0.1 standard needs:Entity
unmet-requirement secure.unmet_requirement mesh warning 0.1 standard needs:Platform needs:Classification
unordered-version addressable.unordered_version mesh warning 0.1 essential
unprotected-sensitive-field secure.unprotected_sensitive_field mesh warning 0.1 standard needs:Classification
unread-sql lineage.unread_sql mesh notice 0.1 standard
unreadable-access-property secure.unreadable_access_property mesh error 0.1 standard
unreadable-cron trustworthy.unreadable_cron local warning 0.1 standard
unreadable-file structure.unreadable_file local error 0.1 essential unsuppressible
unreadable-sample structure.unreadable_sample local error 0.1 essential
unreadable-slo trustworthy.unreadable_slo local error 0.1 essential
unresolved-lineage lineage.unresolved_lineage mesh warning 0.1 standard
unresolved-variable addressable.unresolved_variable mesh warning 0.1 standard
unsupported-pattern self_describing.unsupported_pattern mesh warning 0.1 essential
unsupported-version structure.unsupported_version local error 0.1 essential
unused-input lineage.unused_input mesh warning 0.1 standard
unused-suppression housekeeping.unused_suppression local warning 0.1 essential unsuppressible
unused-waiver housekeeping.unused_waiver local warning 0.1 essential unsuppressible
version-not-bumped compatibility.version_not_bumped comparing error 0.1 essential
version-reused compatibility.version_reused comparing error 0.1 essential
version-went-backwards compatibility.version_went_backwards comparing error 0.1 essential
waiver-too-long housekeeping.waiver_too_long local error 0.1 essential unsuppressible
wrong-type structure.wrong_type local error 0.1 essential
yaml-syntax structure.yaml_syntax local error 0.1 essential unsuppressible
"""
"""One rule per line: its name, module, scope, severity, release and preset; then the attributes that only some have."""
