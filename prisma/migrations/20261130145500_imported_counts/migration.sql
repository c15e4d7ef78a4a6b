-- How many trials of a study were imported, by state, without reading the others.
create index trial_imported on trial (workspace_id, study_id, state) where source = 'import';
