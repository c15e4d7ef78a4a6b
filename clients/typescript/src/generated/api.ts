/** Made by `npm run client:types` from docs/api/openapi.json. */

export interface paths {
    readonly "/me": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Who am I: actor, workspace, scopes
         * @description Every key may call it.
         */
        readonly get: operations["me.read"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/projects": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The projects of the workspace, newest first
         * @description Needs the scope `project:read`.
         */
        readonly get: operations["project.list"];
        readonly put?: never;
        /**
         * Create a project; `if_exists=return` gives the one that has the name
         * @description Needs the scope `project:write`.
         */
        readonly post: operations["project.create"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/projects/{project_id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One project
         * @description Needs the scope `project:read`.
         */
        readonly get: operations["project.read"];
        readonly put?: never;
        readonly post?: never;
        /**
         * Delete a project that holds no studies
         * @description Needs the scope `project:write`.
         */
        readonly delete: operations["project.delete"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Change a project's name or description
         * @description Needs the scope `project:write`.
         */
        readonly patch: operations["project.update"];
        readonly trace?: never;
    };
    readonly "/projects/{project_id}/studies": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The studies of a project, newest first
         * @description Needs the scope `study:read`.
         */
        readonly get: operations["study.list"];
        readonly put?: never;
        /**
         * Create a study; `if_exists=return` opens the one that has the name
         * @description Needs the scope `study:write`.
         */
        readonly post: operations["study.create"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/study": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The study of a name, for a worker's key too: its id, search space and objectives
         * @description Needs the scope `study:read` or `trial:ask`.
         */
        readonly get: operations["study.find"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/studies/{study_id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One study, with counts of its trials by state
         * @description Needs the scope `study:read`.
         */
        readonly get: operations["study.read"];
        readonly put?: never;
        readonly post?: never;
        /**
         * Delete a study with its trials, files and links, for good; to keep it out of the way, archive it
         * @description Needs the scope `study:write`.
         */
        readonly delete: operations["study.delete"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Change a study's name, limits, search space, metadata or tags; a raised limit reopens a finished study
         * @description Needs the scope `study:write`.
         */
        readonly patch: operations["study.update"];
        readonly trace?: never;
    };
    readonly "/projects/{project_id}/studies/preview": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * What a study would take: trials, rungs, resource, cost and time with so many workers; creates nothing
         * @description Needs the scope `study:read`.
         */
        readonly post: operations["study.preview-plan"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/studies/{study_id}/pause": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Hand nothing new out; what runs goes on
         * @description Needs the scope `study:write`.
         */
        readonly post: operations["study.pause"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/studies/{study_id}/resume": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Go on after a pause; a sampler that had failed is asked again
         * @description Needs the scope `study:write`.
         */
        readonly post: operations["study.resume"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/studies/{study_id}/stop": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * End the study: running trials are told to stop, waiting ones are cancelled
         * @description Needs the scope `study:write`.
         */
        readonly post: operations["study.stop"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/studies/{study_id}/archive": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Take a study that no longer runs out of the lists; nothing is deleted
         * @description Needs the scope `study:write`.
         */
        readonly post: operations["study.archive"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/studies/{study_id}/attributes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What programs noted beside a study
         * @description Needs the scope `study:read`.
         */
        readonly get: operations["study.attributes"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /**
         * Note something beside a study; keys that are not named stay as they are
         * @description Needs the scope `study:write`.
         */
        readonly patch: operations["study.set-attributes"];
        readonly trace?: never;
    };
    readonly "/studies/{study_id}/space-revisions/preview": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * What a changed search space would mean for a study; changes nothing
         * @description Needs the scope `study:read`.
         */
        readonly post: operations["study.preview-space"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/studies/{study_id}/space-revisions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * How a study's search space changed, newest first
         * @description Needs the scope `study:read`.
         */
        readonly get: operations["study.space-revisions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/studies": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Studies as lists show them: state, counts, best value and its course; of one project or of the workspace
         * @description Needs the scope `study:read`.
         */
        readonly get: operations["study.summaries"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/studies/{study_id}/best": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The incumbent: the best completed, feasible, finite trial (the first to reach the value wins a tie), or at the deepest rung while none has completed; of a study with repeats the assignments with the best mean
         * @description Needs the scope `study:read`.
         */
        readonly get: operations["study.best"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/studies/{study_id}/groups": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Of a study with repeats: trials of the same assignments as one result, the best first
         * @description Needs the scope `study:read`.
         */
        readonly get: operations["study.groups"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/studies/{study_id}/groups/{group_id}/end": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * End a group of repeats: what is open of it is stopped, no more trials are made of it, its results stay
         * @description Needs the scope `trial:write`.
         */
        readonly post: operations["study.end-group"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/studies/{study_id}/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What happens in a study, as server-sent events; goes on after Last-Event-ID
         * @description Needs the scope `trial:read`.
         */
        readonly get: operations["study.events"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/studies/{study_id}/ask": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Ask for trials to evaluate
         * @description Needs the scope `trial:ask`.
         */
        readonly post: operations["trial.ask"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/studies/{study_id}/trials": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The trials of a study, filtered and sorted
         * @description Needs the scope `trial:read`.
         */
        readonly get: operations["trial.list"];
        readonly put?: never;
        /**
         * Queue assignments of your own, handed out before the sampler's, or import results of trials that have ended
         * @description Needs the scope `trial:write`.
         */
        readonly post: operations["trial.enqueue"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/trials/{trial_id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One trial with its attempts and measurements
         * @description Needs the scope `trial:read`.
         */
        readonly get: operations["trial.read"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /**
         * Correct the values of a completed trial, or change a trial's tags and note
         * @description Needs the scope `trial:write`.
         */
        readonly patch: operations["trial.update"];
        readonly trace?: never;
    };
    readonly "/trials/{trial_id}/measurements": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Store metric values at steps: progress, heartbeat and verdict in one call
         * @description Needs the scope `trial:tell`.
         */
        readonly post: operations["trial.measure"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/trials/{trial_id}/heartbeat": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Keep the lease
         * @description Needs the scope `trial:tell`.
         */
        readonly post: operations["trial.heartbeat"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/heartbeats": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Keep the leases of many trials; a verdict for each
         * @description Needs the scope `trial:tell`.
         */
        readonly post: operations["trial.heartbeats"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/trials/{trial_id}/checkpoints": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Say where a checkpoint of the trial is: whoever goes on with it begins there
         * @description Needs the scope `trial:tell`.
         */
        readonly post: operations["trial.checkpoint"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/trials/{trial_id}/tell": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Tell a trial's final result; telling the same result again is harmless
         * @description Needs the scope `trial:tell`.
         */
        readonly post: operations["trial.tell"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/trials/{trial_id}/release": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Give the lease back; the trial is handed out again without counting as a retry
         * @description Needs the scope `trial:tell`.
         */
        readonly post: operations["trial.release"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/trials/{trial_id}/stop": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * End one trial: its worker hears it with the next reply; one that waits is cancelled
         * @description Needs the scope `trial:write`.
         */
        readonly post: operations["trial.stop"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/studies/{study_id}/trials/stop": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * End up to 1,000 trials of a study at once, each as by itself
         * @description Needs the scope `trial:write`.
         */
        readonly post: operations["trial.stop-many"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/trials/{trial_id}/retry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Queue the assignments of a trial that has ended once more, as a new trial
         * @description Needs the scope `trial:write`.
         */
        readonly post: operations["trial.retry"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/studies/{study_id}/records": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Trials of a study whose sampler is external, whole, by number: what is new, and those that were not over
         * @description Needs the scope `trial:read`.
         */
        readonly get: operations["trial.list-records"];
        readonly put?: never;
        /**
         * Make trials of a study whose sampler is external: running, waiting, or ended ones with all they have
         * @description Needs the scope `trial:write`.
         */
        readonly post: operations["trial.create-records"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/trials/{trial_id}/start": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Take a waiting trial of a study whose sampler is external; one caller gets it, others hear that it is taken
         * @description Needs the scope `trial:write`.
         */
        readonly post: operations["trial.start"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/trials/{trial_id}/record": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /**
         * Add to a trial of a study whose sampler is external until it has ended: assignments, attributes, measurements
         * @description Needs the scope `trial:write`.
         */
        readonly patch: operations["trial.record"];
        readonly trace?: never;
    };
    readonly "/trials/{trial_id}/suggest": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Ask a sampler of ours for a running trial of a study whose sampler is external: values for the parameters that all completed trials have in common
         * @description Needs the scope `trial:ask`.
         */
        readonly post: operations["trial.suggest"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/projects/{project_id}/suggest": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Ask a sampler for the next assignments of a study that is kept elsewhere; nothing is stored
         * @description Needs the scope `trial:ask`.
         */
        readonly post: operations["project.suggest"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/batch": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * At most 100 tells, measurements and heartbeats, each answered as by itself
         * @description Needs the scope `trial:tell`.
         */
        readonly post: operations["trial.batch"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/trials/{trial_id}/artifacts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The files of a trial, the newest first
         * @description Needs the scope `trial:read`.
         */
        readonly get: operations["artifact.list"];
        readonly put?: never;
        /**
         * Announce a file of a running trial: how large it is, and its hash
         * @description Needs the scope `trial:tell`.
         */
        readonly post: operations["artifact.create"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/artifacts/{artifact_id}/content": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * A file's bytes, or a range of them
         * @description Needs the scope `trial:read` or `trial:ask`.
         */
        readonly get: operations["artifact.download"];
        /**
         * Send a file's bytes, which are counted and hashed as they come
         * @description Needs the scope `trial:tell`.
         */
        readonly put: operations["artifact.upload"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/artifacts/{artifact_id}/finalize": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Have what is stored compared with what was announced: only then the file is there
         * @description Needs the scope `trial:tell`.
         */
        readonly post: operations["artifact.finalize"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/artifacts/{artifact_id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Delete a file, unless somebody may still have to go on from it
         * @description Needs the scope `trial:tell`.
         */
        readonly delete: operations["artifact.delete"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/webhooks": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The webhooks of the workspace, newest first, without their secrets
         * @description Needs the scope `webhook:write`.
         */
        readonly get: operations["webhook.list"];
        readonly put?: never;
        /**
         * Have events sent to an address; the secret that signs them is shown this once
         * @description Needs the scope `webhook:write`.
         */
        readonly post: operations["webhook.create"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/webhooks/{webhook_id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Delete a webhook and what is on its way to it
         * @description Needs the scope `webhook:write`.
         */
        readonly delete: operations["webhook.delete"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Change a webhook; enabling it again lets it rest no longer
         * @description Needs the scope `webhook:write`.
         */
        readonly patch: operations["webhook.update"];
        readonly trace?: never;
    };
    readonly "/webhooks/{webhook_id}/test": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Send an event of type webhook.test; its delivery says what became of it
         * @description Needs the scope `webhook:write`.
         */
        readonly post: operations["webhook.test"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/webhooks/{webhook_id}/rotate-secret": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Make a new secret, shown this once; the old one signs beside it for a while
         * @description Needs the scope `webhook:write`.
         */
        readonly post: operations["webhook.rotate-secret"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/webhooks/{webhook_id}/deliveries": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What was sent to a webhook or waits to be, newest first, for seven days
         * @description Needs the scope `webhook:write`.
         */
        readonly get: operations["webhook.deliveries"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/webhooks/{webhook_id}/redeliver": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Send an event once more, under the same id, with all tries ahead of it
         * @description Needs the scope `webhook:write`.
         */
        readonly post: operations["webhook.redeliver"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly Artifact: {
            /**
             * @description Opaque id of an artifact.
             * @example art_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly id: string;
            /**
             * @description Opaque id of a trial.
             * @example trl_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly trial_id: string;
            readonly attempt: number;
            /** @enum {string} */
            readonly kind: "checkpoint" | "file";
            readonly name: string;
            /** @description As its maker said. It is never served under this type. */
            readonly content_type: string;
            /** @description Bytes. */
            readonly size: number;
            readonly sha256: string;
            /**
             * @description ready: whole, checked and finalized.
             * @enum {string}
             */
            readonly state: "pending" | "ready";
            /** @description Of a checkpoint that was named: after which step. */
            readonly checkpoint_step: number | null;
            readonly created_by: {
                /** @constant */
                readonly kind: "person";
                /**
                 * @description Opaque id of a person.
                 * @example per_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly id: string;
                readonly name: string | null;
            } | {
                /** @constant */
                readonly kind: "api_key";
                /**
                 * @description Opaque id of an API key.
                 * @example key_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly id: string;
                readonly name: string | null;
            } | {
                /** @constant */
                readonly kind: "service";
            };
            /**
             * Format: date-time
             * @description RFC 3339 time with zone.
             */
            readonly created_at: string;
            readonly finalized_at: string | null;
        };
        /** @description true or false. */
        readonly BoolParameter: {
            /** @constant */
            readonly type: "bool";
            readonly default?: boolean;
            readonly when?: components["schemas"]["When"];
        };
        /** @description One of a set of values without order. */
        readonly CategoricalParameter: {
            /** @constant */
            readonly type: "categorical";
            /** @description The allowed values, in no order. null is a value like any other. */
            readonly choices: readonly components["schemas"]["Scalar"][];
            /** @description How likely each choice is to be drawn, relative to the others. One positive number per choice. */
            readonly weights?: readonly number[];
            readonly default?: components["schemas"]["Scalar"];
            readonly when?: components["schemas"]["When"];
        };
        /** @description Comparisons that must all hold. */
        readonly Comparison: {
            /** @description Active when the value is greater. */
            readonly gt?: number | string;
            /** @description Active when the value is greater or equal. */
            readonly gte?: number | string;
            /** @description Active when the value is less. */
            readonly lt?: number | string;
            /** @description Active when the value is less or equal. */
            readonly lte?: number | string;
            /** @description Active when the value is one of these. */
            readonly in?: readonly components["schemas"]["Scalar"][];
            /** @description Active when the value is none of these. */
            readonly not_in?: readonly components["schemas"]["Scalar"][];
        };
        /** @description As in a search space: what the value was drawn from. */
        readonly Distribution: {
            /** @constant */
            readonly type: "float";
            readonly low: number;
            readonly high: number;
            readonly step?: number;
            /** @enum {string} */
            readonly scale?: "linear" | "log";
        } | {
            /** @constant */
            readonly type: "int";
            readonly low: number;
            readonly high: number;
            readonly step?: number;
            /** @enum {string} */
            readonly scale?: "linear" | "log";
        } | {
            /** @constant */
            readonly type: "categorical";
            readonly choices: readonly (string | number | boolean | null)[];
        };
        readonly EventGap: {
            /** @constant */
            readonly type: "events.gap";
            readonly data: {
                /**
                 * @description Opaque id of a study.
                 * @example std_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly study_id: string;
            };
        };
        /** @description Always this value. */
        readonly FixedParameter: {
            /** @constant */
            readonly type: "fixed";
            readonly value: components["schemas"]["Scalar"];
            readonly when?: components["schemas"]["When"];
        };
        /** @description A real number. */
        readonly FloatParameter: {
            /** @constant */
            readonly type: "float";
            /** @description Smallest value, inclusive. */
            readonly low: number;
            /** @description Largest value, inclusive. */
            readonly high: number;
            /** @description Spacing of allowed values, counted from low. */
            readonly step?: number;
            /** @description A value known to work. */
            readonly default?: number;
            readonly scale?: components["schemas"]["Scale"];
            readonly prior?: components["schemas"]["Prior"];
            readonly when?: components["schemas"]["When"];
        };
        readonly FoundStudy: {
            /**
             * @description Opaque id of a study.
             * @example std_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly id: string;
            /**
             * @description Opaque id of a project.
             * @example prj_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly project_id: string;
            readonly name: string;
            readonly search_space: components["schemas"]["SearchSpaceInput"];
            readonly objectives: readonly {
                /** @description Name of a metric. */
                readonly metric: string;
                /** @enum {string} */
                readonly direction: "minimize" | "maximize";
                /** @description Good enough: the study finishes once one feasible trial has reached the target of each objective that has one. */
                readonly target?: number;
                /** @description Of several objectives, the worst value that is of use: trials within all references come before others, and hypervolume counts from them. */
                readonly reference?: number;
            }[];
            /** @description Its page. */
            readonly url: string;
        };
        /** @description A whole number. */
        readonly IntParameter: {
            /** @constant */
            readonly type: "int";
            /** @description Smallest value, inclusive. */
            readonly low: number;
            /** @description Largest value, inclusive. */
            readonly high: number;
            /** @description Spacing of allowed values, counted from low. 1 when left out. */
            readonly step?: number;
            /** @description A value known to work. */
            readonly default?: number;
            readonly scale?: components["schemas"]["Scale"];
            readonly prior?: components["schemas"]["Prior"];
            readonly when?: components["schemas"]["When"];
        };
        /** @description Any JSON. */
        readonly JsonValue: unknown;
        /** @description Earlier parameters and what each must be: a value, a list of values, or comparisons. All must hold. */
        readonly LeafCondition: {
            readonly [key: string]: components["schemas"]["Scalar"] | readonly components["schemas"]["Scalar"][] | components["schemas"]["Comparison"];
        };
        /** @description One of a list of values whose order matters. */
        readonly OrdinalParameter: {
            /** @constant */
            readonly type: "ordinal";
            /** @description The allowed values, in an order that matters. */
            readonly values: readonly components["schemas"]["Scalar"][];
            readonly default?: components["schemas"]["Scalar"];
            readonly when?: components["schemas"]["When"];
        };
        /** @description One parameter: its type and the values it may take. */
        readonly Parameter: components["schemas"]["FloatParameter"] | components["schemas"]["IntParameter"] | components["schemas"]["OrdinalParameter"] | components["schemas"]["CategoricalParameter"] | components["schemas"]["BoolParameter"] | components["schemas"]["FixedParameter"];
        /** @description Where good values are believed to lie. */
        readonly Prior: {
            /** @constant */
            readonly type: "normal";
            /** @description Most likely value, in the parameter's own units. */
            readonly mean: number;
            /** @description Standard deviation on the parameter's scale (with scale log: of ln x). */
            readonly sd: number;
        } | {
            /** @constant */
            readonly type: "beta";
            /** @description First shape. */
            readonly a: number;
            /** @description Second shape. */
            readonly b: number;
        };
        /** @description RFC 9457 problem. Decide by `code`; `detail` is for people and may change. */
        readonly Problem: {
            /**
             * Format: uri
             * @description A page about this kind of problem.
             */
            readonly type: string;
            readonly title: string;
            readonly status: number;
            /** @description What is wrong here, and what to do. */
            readonly detail: string;
            /** @enum {string} */
            readonly code: "malformed_json" | "malformed_request" | "body_too_deep" | "unauthenticated" | "forbidden" | "not_found" | "method_not_allowed" | "already_told" | "lease_lost" | "measurement_conflict" | "quota_exceeded" | "name_taken" | "secret_already_shown" | "state_conflict" | "study_finished" | "precondition_failed" | "body_too_large" | "unsupported_media_type" | "content_mismatch" | "forbidden_character" | "forbidden_key" | "idempotency_mismatch" | "invalid_assignments" | "invalid_input" | "invalid_observation" | "invalid_search_space" | "value_not_finite" | "rate_limited" | "internal" | "unavailable" | "storage_full";
            readonly request_id: string;
            readonly errors?: readonly {
                /** @description RFC 6901 pointer into the body, or /query/… for a query field. */
                readonly pointer: string;
                readonly code: string;
                readonly detail: string;
            }[];
        } & {
            readonly [key: string]: unknown;
        };
        readonly Project: {
            /**
             * @description Opaque id of a project.
             * @example prj_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly id: string;
            readonly name: string;
            readonly description: string;
            readonly study_count: number;
            /**
             * Format: date-time
             * @description RFC 3339 time with zone.
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description RFC 3339 time with zone.
             */
            readonly updated_at: string;
        };
        /** @description A JSON scalar. */
        readonly Scalar: string | number | boolean | null;
        /**
         * @description How the range is measured: linear, log (low > 0), reverse_log (high < 1, fine near 1), logit (within 0 and 1).
         * @enum {string}
         */
        readonly Scale: "linear" | "log" | "reverse_log" | "logit";
        /** @description Parameters by name, in order. A condition names earlier parameters only. */
        readonly SearchSpaceInput: {
            readonly [key: string]: components["schemas"]["Parameter"];
        };
        readonly SpaceChange: {
            /** @description Null: the constraints, or the order of the parameters. */
            readonly parameter: string | null;
            /** @enum {string} */
            readonly kind: "added" | "removed" | "widened" | "narrowed" | "moved" | "condition" | "adjusted";
            /** @description The same in words. */
            readonly detail: string;
            /** @description Of one that was added or removed: its value where a trial does not name it. */
            readonly value?: string | number | boolean | null;
        };
        readonly SpaceChanged: {
            readonly revision: number;
            readonly changes: readonly components["schemas"]["SpaceChange"][];
            /** @description Enqueued trials that do not fit the new space, by number. */
            readonly cancelled: {
                readonly total: number;
                readonly trials: readonly {
                    /**
                     * @description Opaque id of a trial.
                     * @example trl_0192f0c1a2b37c8d9e0f112233445566
                     */
                    readonly id: string;
                    readonly number: number;
                }[];
            };
            /** @description Groups of repeats that were begun and lie outside the new space: they get no more trials and leave their race; what runs may finish. */
            readonly closed_groups: number;
            /** @description The study was finished because its space was used up, and goes on. */
            readonly reopened: boolean;
        };
        /** @description A rule that suggested assignments obey. It does not apply while a parameter it names is inactive. */
        readonly SpaceConstraint: {
            /** @description Numeric parameters and their coefficients. */
            readonly linear: {
                readonly [key: string]: number;
            };
            /** @description The sum is at most this. */
            readonly lte?: number;
            /** @description The sum is at least this. */
            readonly gte?: number;
        } | {
            /** @description A comparison such as heads * head_dim <= 1024. Operators + - * / % ** < <= > >= == != and or not. */
            readonly expr: string;
        };
        /**
         * @description Rules every suggestion obeys, all of them.
         * @default []
         */
        readonly SpaceConstraintsInput: readonly components["schemas"]["SpaceConstraint"][];
        readonly SpaceRevision: {
            readonly revision: number;
            /**
             * Format: date-time
             * @description RFC 3339 time with zone.
             */
            readonly created_at: string;
            /** @description Null of the first: the study's own creation. */
            readonly created_by: ({
                /** @constant */
                readonly kind: "person";
                /**
                 * @description Opaque id of a person.
                 * @example per_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly id: string;
                readonly name: string | null;
            } | {
                /** @constant */
                readonly kind: "api_key";
                /**
                 * @description Opaque id of an API key.
                 * @example key_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly id: string;
                readonly name: string | null;
            } | {
                /** @constant */
                readonly kind: "service";
            }) | null;
            /** @description Beside the revision before. */
            readonly changes: readonly components["schemas"]["SpaceChange"][];
            readonly changes_total: number;
            /** @description Trials that were handed out, or enqueued, under it. */
            readonly trials: number;
        };
        readonly Study: {
            /**
             * @description Opaque id of a study.
             * @example std_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly id: string;
            /**
             * @description Opaque id of a project.
             * @example prj_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly project_id: string;
            readonly name: string;
            /** @enum {string} */
            readonly state: "active" | "paused" | "stopped" | "finished";
            readonly state_reason: ("budget" | "target" | "stagnation" | "failures" | "deadline" | "cost" | "resource" | "grid_exhausted" | "no_point_found" | "population_complete" | "stopped") | null;
            readonly archived_at: string | null;
            readonly search_space: components["schemas"]["SearchSpaceInput"];
            readonly constraints: readonly unknown[];
            readonly space_revision: number;
            readonly objectives: readonly {
                /** @description Name of a metric. */
                readonly metric: string;
                /** @enum {string} */
                readonly direction: "minimize" | "maximize";
                /** @description Good enough: the study finishes once one feasible trial has reached the target of each objective that has one. */
                readonly target?: number;
                /** @description Of several objectives, the worst value that is of use: trials within all references come before others, and hypervolume counts from them. */
                readonly reference?: number;
            }[];
            readonly outcome_constraints: readonly {
                /** @description Name of a metric. */
                readonly metric: string;
                readonly lte?: number;
                readonly gte?: number;
            }[];
            /** @description `name` of a sampler of the catalogue, and its options beside it; or `external`: clients make the trials. */
            readonly sampler: {
                readonly name: string;
            } & {
                readonly [key: string]: unknown;
            };
            /** @description Who decides how far trials train; null: each trains to its end. */
            readonly scheduler: ({
                readonly name: string;
                /** @description The objective that it compares trials by; all of them by default. */
                readonly metric?: string;
                /** @default {} */
                readonly resource: {
                    /**
                     * @description What a step counts: epoch, round, fold.
                     * @default step
                     */
                    readonly name: string;
                    /**
                     * @description The least that says anything about a trial.
                     * @default 1
                     */
                    readonly min: number;
                    /**
                     * @description What a trial trains to when nothing stops it.
                     * @default null
                     */
                    readonly max: number | null;
                };
                /**
                 * @description Promoted trials go on from their checkpoint. preferred: without one they begin anew; required: without one they are not promoted; none: they are never paused.
                 * @default preferred
                 * @enum {string}
                 */
                readonly checkpoint: "required" | "preferred" | "none";
            } & {
                readonly [key: string]: unknown;
            }) | null;
            /** @description How often assignments are evaluated; null: once. */
            readonly repeats: {
                /** @description Trials of the same assignments, at most. */
                readonly max: number;
                /**
                 * @description all: every assignments get `max` trials, while the budget lasts. race: only those that may still be the best are repeated.
                 * @enum {string}
                 */
                readonly rule: "all" | "race";
                /** @description race: at most the chance that a race loses its best. Default: 0.05. */
                readonly error_rate?: number;
                /** @description race: trials that all contenders have before one is out. Default: 3, or `max` if that is less. */
                readonly min?: number;
            } | null;
            readonly limits: {
                /**
                 * @description The budget: engine-made and enqueued trials.
                 * @default 100
                 */
                readonly max_trials: number;
                /**
                 * @description Trials running at the same time.
                 * @default null
                 */
                readonly max_parallel: number | null;
                /**
                 * @description Failed trials after which nothing new is handed out.
                 * @default null
                 */
                readonly max_failures: number | null;
                /**
                 * @description How often a trial whose lease expired is handed out again.
                 * @default 3
                 */
                readonly max_retries: number;
                /**
                 * @description After this time nothing new is handed out.
                 * @default null
                 */
                readonly deadline: string | null;
                /**
                 * @description Nothing new is handed out once told costs sum up to this.
                 * @default null
                 */
                readonly max_cost: number | null;
                /**
                 * @description Nothing new is handed out once so many steps are trained, over all trials and their hand-outs; what runs may finish.
                 * @default null
                 */
                readonly max_resource: number | null;
                /**
                 * @description So many trials may end, completed or pruned, without a better one; for one objective.
                 * @default null
                 */
                readonly no_improvement_trials: number | null;
                /**
                 * @description A trial that has run for longer, all its hand-outs together, is told to stop; what it measured counts.
                 * @default null
                 */
                readonly trial_timeout_s: number | null;
            };
            /** @description The studies that this one learns from. */
            readonly warm_start: readonly {
                /**
                 * @description Opaque id of a study.
                 * @example std_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly study_id: string;
                /**
                 * @description Opaque id of a project.
                 * @example prj_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly project_id: string;
                readonly name: string;
                /** @description How many of its results were taken over, when this study was created. */
                readonly results: number;
            }[];
            readonly seed: number;
            /** @description No suggestion depends on how long anything takes, but for a sampler that fails. */
            readonly reproducible: boolean;
            /** @description Metadata, of a trial that of its enqueue, its asks and its tell, the later value of a key. */
            readonly metadata: {
                readonly [key: string]: components["schemas"]["JsonValue"];
            };
            readonly tags: readonly string[];
            readonly trial_counts: {
                readonly queued: number;
                readonly running: number;
                readonly paused: number;
                readonly completed: number;
                readonly pruned: number;
                readonly failed: number;
                readonly infeasible: number;
                readonly cancelled: number;
            };
            /** @description Those of trial_counts that were imported; they use no budget. */
            readonly imported_counts: {
                readonly queued: number;
                readonly running: number;
                readonly paused: number;
                readonly completed: number;
                readonly pruned: number;
                readonly failed: number;
                readonly infeasible: number;
                readonly cancelled: number;
            };
            readonly budget_used: number;
            /** @description Trials that wait to go on from a checkpoint while no worker that can do so comes. */
            readonly resume_waiting: number;
            /** @description The sampler failed: others step in until a resume. */
            readonly sampler_degraded: boolean;
            readonly version: number;
            /** @description Where the study can be watched. */
            readonly url: string | null;
            /**
             * Format: date-time
             * @description RFC 3339 time with zone.
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description RFC 3339 time with zone.
             */
            readonly updated_at: string;
        };
        readonly StudyEvent: {
            /**
             * @description Opaque id of an event.
             * @example evt_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly id: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            readonly timestamp: string;
            /** @enum {string} */
            readonly type: "trial.completed" | "trial.pruned" | "trial.failed" | "trial.infeasible" | "trial.cancelled";
            readonly data: {
                /**
                 * @description Opaque id of a workspace.
                 * @example ws_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly workspace_id: string;
                /**
                 * @description Opaque id of a project.
                 * @example prj_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly project_id: string;
                /**
                 * @description Opaque id of a study.
                 * @example std_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly study_id: string;
                readonly study_name: string;
                readonly trial: {
                    /**
                     * @description Opaque id of a trial.
                     * @example trl_0192f0c1a2b37c8d9e0f112233445566
                     */
                    readonly id: string;
                    readonly number: number;
                    /** @enum {string} */
                    readonly state: "queued" | "running" | "paused" | "completed" | "pruned" | "failed" | "infeasible" | "cancelled";
                    readonly state_reason: string | null;
                    /** @description Null where they are larger than 16 KiB: read the trial. */
                    readonly assignments: {
                        readonly [key: string]: string | number | boolean | null;
                    } | null;
                    /** @description Final observation by metric. Null where there are more than 100: read the trial. */
                    readonly values: {
                        readonly [key: string]: number | ("NaN" | "Infinity" | "-Infinity");
                    } | null;
                    readonly feasible: boolean | null;
                    readonly cost: number | null;
                    readonly attempt: number;
                    readonly worker_id: string | null;
                    readonly finished_at: string | null;
                };
            };
        } | {
            /**
             * @description Opaque id of an event.
             * @example evt_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly id: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            readonly timestamp: string;
            /** @constant */
            readonly type: "trial.corrected";
            readonly data: {
                /**
                 * @description Opaque id of a workspace.
                 * @example ws_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly workspace_id: string;
                /**
                 * @description Opaque id of a project.
                 * @example prj_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly project_id: string;
                /**
                 * @description Opaque id of a study.
                 * @example std_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly study_id: string;
                readonly study_name: string;
                readonly trial: {
                    /**
                     * @description Opaque id of a trial.
                     * @example trl_0192f0c1a2b37c8d9e0f112233445566
                     */
                    readonly id: string;
                    readonly number: number;
                    /** @enum {string} */
                    readonly state: "queued" | "running" | "paused" | "completed" | "pruned" | "failed" | "infeasible" | "cancelled";
                    readonly state_reason: string | null;
                    /** @description Null where they are larger than 16 KiB: read the trial. */
                    readonly assignments: {
                        readonly [key: string]: string | number | boolean | null;
                    } | null;
                    /** @description Final observation by metric. Null where there are more than 100: read the trial. */
                    readonly values: {
                        readonly [key: string]: number | ("NaN" | "Infinity" | "-Infinity");
                    } | null;
                    readonly feasible: boolean | null;
                    readonly cost: number | null;
                    readonly attempt: number;
                    readonly worker_id: string | null;
                    readonly finished_at: string | null;
                };
                readonly correction: {
                    readonly revision: number;
                    readonly reason: string;
                    /** @description What was there before, by metric that changed; null where there was nothing. */
                    readonly previous: {
                        readonly [key: string]: (number | ("NaN" | "Infinity" | "-Infinity")) | null;
                    };
                };
            };
        } | {
            /**
             * @description Opaque id of an event.
             * @example evt_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly id: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            readonly timestamp: string;
            /** @enum {string} */
            readonly type: "study.paused" | "study.resumed" | "study.stopped" | "study.finished";
            readonly data: {
                /**
                 * @description Opaque id of a workspace.
                 * @example ws_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly workspace_id: string;
                /**
                 * @description Opaque id of a project.
                 * @example prj_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly project_id: string;
                /**
                 * @description Opaque id of a study.
                 * @example std_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly study_id: string;
                readonly study_name: string;
                /** @enum {string} */
                readonly state: "active" | "paused" | "stopped" | "finished";
                readonly state_reason: string | null;
            };
        } | {
            /**
             * @description Opaque id of an event.
             * @example evt_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly id: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            readonly timestamp: string;
            /** @constant */
            readonly type: "study.space_changed";
            readonly data: {
                /**
                 * @description Opaque id of a workspace.
                 * @example ws_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly workspace_id: string;
                /**
                 * @description Opaque id of a project.
                 * @example prj_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly project_id: string;
                /**
                 * @description Opaque id of a study.
                 * @example std_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly study_id: string;
                readonly study_name: string;
                /** @enum {string} */
                readonly state: "active" | "paused" | "stopped" | "finished";
                readonly state_reason: string | null;
                readonly space_revision: number;
                readonly changes: readonly components["schemas"]["SpaceChange"][];
                readonly changes_total: number;
            };
        };
        readonly StudyPlan: {
            /** @description Trials that start: the budget, or all points of a finite space or grid. */
            readonly trials: number;
            readonly completed: number;
            /** @description Ended early by the scheduler. */
            readonly stopped: number;
            /** @description Paused at a rung for good. */
            readonly not_promoted: number;
            /** @description As many as may work at once. */
            readonly workers: number;
            /** @description Null without a scheduler. */
            readonly resource: {
                readonly name: string;
                /** @description Trained in all. */
                readonly total: number;
                /** @description Of what the same trials would train without a scheduler. */
                readonly share: number;
            } | null;
            /** @description From the first trial to the last; null if no time was given. */
            readonly seconds: number | null;
            readonly cost: number | null;
            /** @description Trials at each resource, over all brackets. */
            readonly levels: readonly {
                readonly resource: number;
                readonly results: number;
                readonly promotions: number;
            }[];
            /** @description As they were played through. */
            readonly brackets: readonly {
                readonly bracket: number;
                readonly rungs: readonly {
                    readonly resource: number;
                    readonly results: number;
                    readonly promotions: number;
                    readonly rung: number;
                }[];
            }[];
            /** @description Of how many trials it was played through; the others count alike. */
            readonly played: number;
            /**
             * @description counted: without a scheduler. ranks: what it does depends on ranks only, so that it holds for any study whose early results tell. example: it depends on learning curves.
             * @enum {string}
             */
            readonly certainty: "counted" | "ranks" | "example";
            readonly notes: readonly {
                readonly pointer: string;
                readonly detail: string;
            }[];
        };
        readonly StudySummary: {
            /**
             * @description Opaque id of a study.
             * @example std_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly id: string;
            /**
             * @description Opaque id of a project.
             * @example prj_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly project_id: string;
            readonly project_name: string;
            readonly name: string;
            /** @enum {string} */
            readonly state: "active" | "paused" | "stopped" | "finished";
            readonly state_reason: ("budget" | "target" | "stagnation" | "failures" | "deadline" | "cost" | "resource" | "grid_exhausted" | "no_point_found" | "population_complete" | "stopped") | null;
            readonly archived_at: string | null;
            /** @description The first objective, which best_value and curve are about. */
            readonly objective: {
                /** @description Name of a metric. */
                readonly metric: string;
                /** @enum {string} */
                readonly direction: "minimize" | "maximize";
                /** @description Good enough: the study finishes once one feasible trial has reached the target of each objective that has one. */
                readonly target?: number;
                /** @description Of several objectives, the worst value that is of use: trials within all references come before others, and hypervolume counts from them. */
                readonly reference?: number;
            };
            readonly objective_count: number;
            readonly sampler: {
                readonly name: string;
            };
            readonly tags: readonly string[];
            readonly limits: {
                readonly max_trials: number;
            };
            readonly trial_counts: {
                readonly queued: number;
                readonly running: number;
                readonly paused: number;
                readonly completed: number;
                readonly pruned: number;
                readonly failed: number;
                readonly infeasible: number;
                readonly cancelled: number;
            };
            /** @description Those of trial_counts that were imported; they use no budget. */
            readonly imported_counts: {
                readonly queued: number;
                readonly running: number;
                readonly paused: number;
                readonly completed: number;
                readonly pruned: number;
                readonly failed: number;
                readonly infeasible: number;
                readonly cancelled: number;
            };
            /** @description Where the study has repeats: the mean of its best group. */
            readonly best_value: number | null;
            /** @description Where the study has repeats: what best_value is the mean of. */
            readonly best_group: {
                /** @description Of the mean; null below two values. */
                readonly std_error: number | null;
                /** @description Values that count. */
                readonly n: number;
            } | null;
            /** @description Best value so far by trial number, thinned out; only completed, feasible, finite trials. */
            readonly curve: readonly {
                readonly trial_number: number;
                readonly value: number;
            }[];
            readonly owner: ({
                /** @constant */
                readonly kind: "person";
                /**
                 * @description Opaque id of a person.
                 * @example per_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly id: string;
            } | {
                /** @constant */
                readonly kind: "api_key";
                /**
                 * @description Opaque id of an API key.
                 * @example key_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly id: string;
                readonly name: string;
            }) | null;
            /** @description When a trial was last handed out or ended. */
            readonly last_activity_at: string | null;
            /**
             * Format: date-time
             * @description RFC 3339 time with zone.
             */
            readonly created_at: string;
        };
        readonly Trial: {
            /**
             * @description Opaque id of a trial.
             * @example trl_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly id: string;
            /**
             * @description Opaque id of a study.
             * @example std_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly study_id: string;
            readonly number: number;
            /** @enum {string} */
            readonly state: "queued" | "running" | "paused" | "completed" | "pruned" | "failed" | "infeasible" | "cancelled";
            readonly state_reason: string | null;
            /** @description Value by parameter; an inactive parameter is absent. */
            readonly assignments: {
                readonly [key: string]: string | number | boolean | null;
            };
            /** @description Final observation by metric; empty until told. */
            readonly values: {
                readonly [key: string]: {
                    /** @description A number, or "NaN", "Infinity", "-Infinity". */
                    readonly value: number | ("NaN" | "Infinity" | "-Infinity");
                    readonly std_error: number | null;
                    readonly n: number | null;
                };
            };
            /** @description Whether the outcome constraints hold; null until completed. */
            readonly feasible: boolean | null;
            readonly cost: number | null;
            readonly attempt: number;
            readonly worker_id: string | null;
            /** @description Its place among the trials of the same assignments. */
            readonly repeat: {
                /**
                 * @description The first trial of the same assignments, which names the group.
                 * @example trl_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly group: string;
                /** @description Its place in the group, from 0: the block. Null: imported. */
                readonly index: number | null;
                /** @description The same for all trials of this index. Null: imported. */
                readonly seed: number | null;
            } | null;
            /** @description Who made the suggestion, and why. */
            readonly origin: {
                readonly sampler: string;
            } & {
                readonly [key: string]: unknown;
            };
            readonly space_revision: number;
            /** @description Metadata, of a trial that of its enqueue, its asks and its tell, the later value of a key. */
            readonly metadata: {
                readonly [key: string]: components["schemas"]["JsonValue"];
            };
            readonly tags: readonly string[];
            readonly note: string;
            /** @description Raised by every change that people and keys make of it: the ETag. */
            readonly version: number;
            /**
             * Format: date-time
             * @description RFC 3339 time with zone.
             */
            readonly created_at: string;
            readonly started_at: string | null;
            readonly finished_at: string | null;
        };
        readonly TrialDetail: {
            /**
             * @description Opaque id of a trial.
             * @example trl_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly id: string;
            /**
             * @description Opaque id of a study.
             * @example std_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly study_id: string;
            readonly number: number;
            /** @enum {string} */
            readonly state: "queued" | "running" | "paused" | "completed" | "pruned" | "failed" | "infeasible" | "cancelled";
            readonly state_reason: string | null;
            /** @description Value by parameter; an inactive parameter is absent. */
            readonly assignments: {
                readonly [key: string]: string | number | boolean | null;
            };
            /** @description Final observation by metric; empty until told. */
            readonly values: {
                readonly [key: string]: {
                    /** @description A number, or "NaN", "Infinity", "-Infinity". */
                    readonly value: number | ("NaN" | "Infinity" | "-Infinity");
                    readonly std_error: number | null;
                    readonly n: number | null;
                };
            };
            /** @description Whether the outcome constraints hold; null until completed. */
            readonly feasible: boolean | null;
            readonly cost: number | null;
            readonly attempt: number;
            readonly worker_id: string | null;
            /** @description Its place among the trials of the same assignments. */
            readonly repeat: {
                /**
                 * @description The first trial of the same assignments, which names the group.
                 * @example trl_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly group: string;
                /** @description Its place in the group, from 0: the block. Null: imported. */
                readonly index: number | null;
                /** @description The same for all trials of this index. Null: imported. */
                readonly seed: number | null;
            } | null;
            /** @description Who made the suggestion, and why. */
            readonly origin: {
                readonly sampler: string;
            } & {
                readonly [key: string]: unknown;
            };
            readonly space_revision: number;
            /** @description Metadata, of a trial that of its enqueue, its asks and its tell, the later value of a key. */
            readonly metadata: {
                readonly [key: string]: components["schemas"]["JsonValue"];
            };
            readonly tags: readonly string[];
            readonly note: string;
            /** @description Raised by every change that people and keys make of it: the ETag. */
            readonly version: number;
            /**
             * Format: date-time
             * @description RFC 3339 time with zone.
             */
            readonly created_at: string;
            readonly started_at: string | null;
            readonly finished_at: string | null;
            readonly attempts: readonly {
                readonly number: number;
                readonly worker_id: string | null;
                /**
                 * Format: date-time
                 * @description RFC 3339 time with zone.
                 */
                readonly started_at: string;
                readonly ended_at: string | null;
                readonly end_reason: string | null;
            }[];
            /** @description The latest 10,000. */
            readonly measurements: readonly {
                readonly attempt: number;
                readonly step: number;
                readonly metric: string;
                /** @description A number, or "NaN", "Infinity", "-Infinity". */
                readonly value: number | ("NaN" | "Infinity" | "-Infinity");
                /**
                 * Format: date-time
                 * @description RFC 3339 time with zone.
                 */
                readonly measured_at: string;
            }[];
            /** @description How its values were changed after they were told, the newest last; the latest 100. */
            readonly corrections: readonly {
                /** @description From 2: the first is what was told. */
                readonly revision: number;
                /**
                 * Format: date-time
                 * @description RFC 3339 time with zone.
                 */
                readonly at: string;
                readonly by: {
                    /** @constant */
                    readonly kind: "person";
                    /**
                     * @description Opaque id of a person.
                     * @example per_0192f0c1a2b37c8d9e0f112233445566
                     */
                    readonly id: string;
                    readonly name: string | null;
                } | {
                    /** @constant */
                    readonly kind: "api_key";
                    /**
                     * @description Opaque id of an API key.
                     * @example key_0192f0c1a2b37c8d9e0f112233445566
                     */
                    readonly id: string;
                    readonly name: string | null;
                } | {
                    /** @constant */
                    readonly kind: "service";
                };
                readonly reason: string;
                /** @description By metric; from is null where there was no value before. */
                readonly values: {
                    readonly [key: string]: {
                        readonly from: {
                            /** @description A number, or "NaN", "Infinity", "-Infinity". */
                            readonly value: number | ("NaN" | "Infinity" | "-Infinity");
                            readonly std_error: number | null;
                            readonly n: number | null;
                        } | null;
                        readonly to: {
                            /** @description A number, or "NaN", "Infinity", "-Infinity". */
                            readonly value: number | ("NaN" | "Infinity" | "-Infinity");
                            readonly std_error: number | null;
                            readonly n: number | null;
                        };
                    };
                };
            }[];
            /** @description What programs noted beside it, by key. */
            readonly attributes: {
                readonly [key: string]: components["schemas"]["JsonValue"];
            };
            readonly verdict: {
                /** @enum {string} */
                readonly verdict: "continue" | "pause" | "stop";
                readonly reason: {
                    readonly rule: string;
                    /** @description person, study or scheduler. */
                    readonly by?: string;
                    /** @description The scheduler's reason, in a sentence. */
                    readonly why?: string;
                } | null;
            };
            /** @description When the trial is given to another unless its worker is heard. */
            readonly lease_until: string | null;
            /** @description Its place in a scheduler's bracket. */
            readonly bracket: number | null;
            /** @description The resource it may train to; null: to its end. */
            readonly target: number | null;
            readonly rungs: readonly {
                readonly bracket: number;
                readonly rung: number;
                readonly resource: number;
                /** @description The report that came to it. */
                readonly step: number;
                /** @enum {string} */
                readonly decision: "continue" | "pause" | "stop";
                readonly why: string | null;
                /**
                 * Format: date-time
                 * @description RFC 3339 time with zone.
                 */
                readonly decided_at: string;
                /** @description From this rung, and when. */
                readonly promotion: {
                    readonly target: number;
                    readonly from_step: number;
                    /**
                     * Format: date-time
                     * @description RFC 3339 time with zone.
                     */
                    readonly promoted_at: string;
                } | null;
            }[];
            /** @description The newest 100. */
            readonly checkpoints: readonly {
                readonly attempt: number;
                readonly step: number;
                readonly uri: string;
                readonly sha256: string | null;
                /**
                 * Format: date-time
                 * @description RFC 3339 time with zone.
                 */
                readonly created_at: string;
            }[];
            readonly lineage: {
                readonly retry_of: number | null;
                /** @description Whose place in a population it took. */
                readonly parent: number | null;
                /** @description Whose checkpoint it began with. */
                readonly donor: number | null;
                /** @description The step of that checkpoint. */
                readonly from_step: number | null;
            };
            /** @description Where the study has repeats: the trials of the same assignments, itself included. */
            readonly siblings: readonly {
                /**
                 * @description Opaque id of a trial.
                 * @example trl_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly id: string;
                readonly number: number;
                readonly index: number | null;
                /** @enum {string} */
                readonly state: "queued" | "running" | "paused" | "completed" | "pruned" | "failed" | "infeasible" | "cancelled";
                /** @description It runs, and its worker hears a stop with its next reply. */
                readonly stopping: boolean;
                readonly values: {
                    readonly [key: string]: {
                        /** @description A number, or "NaN", "Infinity", "-Infinity". */
                        readonly value: number | ("NaN" | "Infinity" | "-Infinity");
                        readonly std_error: number | null;
                        readonly n: number | null;
                    };
                };
            }[];
            /** @description Somebody ended its group of repeats: no more are made. */
            readonly group_ended_early: boolean;
        };
        readonly TrialRecord: {
            /**
             * @description Opaque id of a trial.
             * @example trl_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly id: string;
            readonly number: number;
            /** @enum {string} */
            readonly state: "queued" | "running" | "paused" | "completed" | "pruned" | "failed" | "infeasible" | "cancelled";
            readonly state_reason: string | null;
            readonly attempt: number;
            readonly worker_id: string | null;
            readonly assignments: {
                readonly [key: string]: {
                    readonly value: string | number | boolean | null;
                    readonly distribution: components["schemas"]["Distribution"];
                };
            };
            readonly attributes: {
                readonly [key: string]: components["schemas"]["JsonValue"];
            };
            readonly values: {
                readonly [key: string]: number | ("NaN" | "Infinity" | "-Infinity");
            };
            /** @description By step; of one that was measured in several attempts the latest. */
            readonly measurements: readonly {
                readonly step: number;
                readonly metric: string;
                /** @description A number, or "NaN", "Infinity", "-Infinity". */
                readonly value: number | ("NaN" | "Infinity" | "-Infinity");
            }[];
            readonly started_at: string | null;
            readonly finished_at: string | null;
        };
        readonly UpdatedStudy: {
            /**
             * @description Opaque id of a study.
             * @example std_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly id: string;
            /**
             * @description Opaque id of a project.
             * @example prj_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly project_id: string;
            readonly name: string;
            /** @enum {string} */
            readonly state: "active" | "paused" | "stopped" | "finished";
            readonly state_reason: ("budget" | "target" | "stagnation" | "failures" | "deadline" | "cost" | "resource" | "grid_exhausted" | "no_point_found" | "population_complete" | "stopped") | null;
            readonly archived_at: string | null;
            readonly search_space: components["schemas"]["SearchSpaceInput"];
            readonly constraints: readonly unknown[];
            readonly space_revision: number;
            readonly objectives: readonly {
                /** @description Name of a metric. */
                readonly metric: string;
                /** @enum {string} */
                readonly direction: "minimize" | "maximize";
                /** @description Good enough: the study finishes once one feasible trial has reached the target of each objective that has one. */
                readonly target?: number;
                /** @description Of several objectives, the worst value that is of use: trials within all references come before others, and hypervolume counts from them. */
                readonly reference?: number;
            }[];
            readonly outcome_constraints: readonly {
                /** @description Name of a metric. */
                readonly metric: string;
                readonly lte?: number;
                readonly gte?: number;
            }[];
            /** @description `name` of a sampler of the catalogue, and its options beside it; or `external`: clients make the trials. */
            readonly sampler: {
                readonly name: string;
            } & {
                readonly [key: string]: unknown;
            };
            /** @description Who decides how far trials train; null: each trains to its end. */
            readonly scheduler: ({
                readonly name: string;
                /** @description The objective that it compares trials by; all of them by default. */
                readonly metric?: string;
                /** @default {} */
                readonly resource: {
                    /**
                     * @description What a step counts: epoch, round, fold.
                     * @default step
                     */
                    readonly name: string;
                    /**
                     * @description The least that says anything about a trial.
                     * @default 1
                     */
                    readonly min: number;
                    /**
                     * @description What a trial trains to when nothing stops it.
                     * @default null
                     */
                    readonly max: number | null;
                };
                /**
                 * @description Promoted trials go on from their checkpoint. preferred: without one they begin anew; required: without one they are not promoted; none: they are never paused.
                 * @default preferred
                 * @enum {string}
                 */
                readonly checkpoint: "required" | "preferred" | "none";
            } & {
                readonly [key: string]: unknown;
            }) | null;
            /** @description How often assignments are evaluated; null: once. */
            readonly repeats: {
                /** @description Trials of the same assignments, at most. */
                readonly max: number;
                /**
                 * @description all: every assignments get `max` trials, while the budget lasts. race: only those that may still be the best are repeated.
                 * @enum {string}
                 */
                readonly rule: "all" | "race";
                /** @description race: at most the chance that a race loses its best. Default: 0.05. */
                readonly error_rate?: number;
                /** @description race: trials that all contenders have before one is out. Default: 3, or `max` if that is less. */
                readonly min?: number;
            } | null;
            readonly limits: {
                /**
                 * @description The budget: engine-made and enqueued trials.
                 * @default 100
                 */
                readonly max_trials: number;
                /**
                 * @description Trials running at the same time.
                 * @default null
                 */
                readonly max_parallel: number | null;
                /**
                 * @description Failed trials after which nothing new is handed out.
                 * @default null
                 */
                readonly max_failures: number | null;
                /**
                 * @description How often a trial whose lease expired is handed out again.
                 * @default 3
                 */
                readonly max_retries: number;
                /**
                 * @description After this time nothing new is handed out.
                 * @default null
                 */
                readonly deadline: string | null;
                /**
                 * @description Nothing new is handed out once told costs sum up to this.
                 * @default null
                 */
                readonly max_cost: number | null;
                /**
                 * @description Nothing new is handed out once so many steps are trained, over all trials and their hand-outs; what runs may finish.
                 * @default null
                 */
                readonly max_resource: number | null;
                /**
                 * @description So many trials may end, completed or pruned, without a better one; for one objective.
                 * @default null
                 */
                readonly no_improvement_trials: number | null;
                /**
                 * @description A trial that has run for longer, all its hand-outs together, is told to stop; what it measured counts.
                 * @default null
                 */
                readonly trial_timeout_s: number | null;
            };
            /** @description The studies that this one learns from. */
            readonly warm_start: readonly {
                /**
                 * @description Opaque id of a study.
                 * @example std_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly study_id: string;
                /**
                 * @description Opaque id of a project.
                 * @example prj_0192f0c1a2b37c8d9e0f112233445566
                 */
                readonly project_id: string;
                readonly name: string;
                /** @description How many of its results were taken over, when this study was created. */
                readonly results: number;
            }[];
            readonly seed: number;
            /** @description No suggestion depends on how long anything takes, but for a sampler that fails. */
            readonly reproducible: boolean;
            /** @description Metadata, of a trial that of its enqueue, its asks and its tell, the later value of a key. */
            readonly metadata: {
                readonly [key: string]: components["schemas"]["JsonValue"];
            };
            readonly tags: readonly string[];
            readonly trial_counts: {
                readonly queued: number;
                readonly running: number;
                readonly paused: number;
                readonly completed: number;
                readonly pruned: number;
                readonly failed: number;
                readonly infeasible: number;
                readonly cancelled: number;
            };
            /** @description Those of trial_counts that were imported; they use no budget. */
            readonly imported_counts: {
                readonly queued: number;
                readonly running: number;
                readonly paused: number;
                readonly completed: number;
                readonly pruned: number;
                readonly failed: number;
                readonly infeasible: number;
                readonly cancelled: number;
            };
            readonly budget_used: number;
            /** @description Trials that wait to go on from a checkpoint while no worker that can do so comes. */
            readonly resume_waiting: number;
            /** @description The sampler failed: others step in until a resume. */
            readonly sampler_degraded: boolean;
            readonly version: number;
            /** @description Where the study can be watched. */
            readonly url: string | null;
            /**
             * Format: date-time
             * @description RFC 3339 time with zone.
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description RFC 3339 time with zone.
             */
            readonly updated_at: string;
            /** @description What became of the search space; null if nothing did. */
            readonly space_change: components["schemas"]["SpaceChanged"] | null;
        };
        readonly Webhook: {
            /**
             * @description Opaque id of a webhook.
             * @example whk_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly id: string;
            readonly name: string;
            readonly url: string;
            /** @description Set: events of this project only. */
            readonly project_id: string | null;
            readonly event_types: readonly ("trial.completed" | "trial.pruned" | "trial.failed" | "trial.infeasible" | "trial.cancelled" | "trial.corrected" | "study.paused" | "study.resumed" | "study.stopped" | "study.finished" | "study.space_changed")[];
            /**
             * @description `gone`: the endpoint answered 410, and gets nothing more.
             * @enum {string}
             */
            readonly state: "enabled" | "disabled" | "gone";
            /** @description Tries that failed since the last one that did not. */
            readonly failures: number;
            /** @description After five failures in a row the endpoint is left alone until then. */
            readonly resting_until: string | null;
            /** @description Until then the secret before this one signs too. */
            readonly old_secret_until: string | null;
            /**
             * Format: date-time
             * @description RFC 3339 time with zone.
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description RFC 3339 time with zone.
             */
            readonly updated_at: string;
        };
        readonly WebhookDelivery: {
            /**
             * @description Opaque id of a delivery of a webhook.
             * @example dlv_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly id: string;
            /**
             * @description Opaque id of a webhook.
             * @example whk_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly webhook_id: string;
            /**
             * @description The webhook-id that the endpoint gets, with every try the same.
             * @example evt_0192f0c1a2b37c8d9e0f112233445566
             */
            readonly event_id: string;
            /** @enum {string} */
            readonly event_type: "trial.completed" | "trial.pruned" | "trial.failed" | "trial.infeasible" | "trial.cancelled" | "trial.corrected" | "study.paused" | "study.resumed" | "study.stopped" | "study.finished" | "study.space_changed" | "webhook.test";
            readonly study_id: string | null;
            /**
             * @description `dead`: given up after the last try.
             * @enum {string}
             */
            readonly state: "pending" | "delivered" | "dead";
            readonly attempts: number;
            readonly next_attempt_at: string | null;
            readonly last_attempt_at: string | null;
            /** @description HTTP status of the last answer; null if there was none. */
            readonly last_status: number | null;
            readonly last_error: string | null;
            /**
             * Format: date-time
             * @description RFC 3339 time with zone.
             */
            readonly created_at: string;
        };
        /** @description The parameter exists only when this holds. Names earlier parameters only; an inactive parameter is absent. */
        readonly When: {
            /** @description Every one of these must hold. */
            readonly all: readonly ({
                /** @description Every one of these must hold. */
                readonly all: readonly components["schemas"]["LeafCondition"][];
            } | {
                /** @description At least one of these must hold. */
                readonly any: readonly components["schemas"]["LeafCondition"][];
            } | components["schemas"]["LeafCondition"])[];
        } | {
            /** @description At least one of these must hold. */
            readonly any: readonly ({
                /** @description Every one of these must hold. */
                readonly all: readonly components["schemas"]["LeafCondition"][];
            } | {
                /** @description At least one of these must hold. */
                readonly any: readonly components["schemas"]["LeafCondition"][];
            } | components["schemas"]["LeafCondition"])[];
        } | components["schemas"]["LeafCondition"];
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly "me.read": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly actor: {
                            /** @constant */
                            readonly kind: "person";
                            /**
                             * @description Opaque id of a person.
                             * @example per_0192f0c1a2b37c8d9e0f112233445566
                             */
                            readonly id: string;
                            readonly name: string;
                            /** @enum {string} */
                            readonly role: "owner" | "admin" | "member" | "viewer";
                        } | {
                            /** @constant */
                            readonly kind: "api_key";
                            /**
                             * @description Opaque id of an API key.
                             * @example key_0192f0c1a2b37c8d9e0f112233445566
                             */
                            readonly id: string;
                            readonly name: string;
                            readonly project_id: string | null;
                        };
                        readonly workspace: {
                            /**
                             * @description Opaque id of a workspace.
                             * @example ws_0192f0c1a2b37c8d9e0f112233445566
                             */
                            readonly id: string;
                            readonly slug: string;
                            readonly name: string;
                        };
                        readonly scopes: readonly ("workspace:read" | "workspace:write" | "member:write" | "project:read" | "project:write" | "study:read" | "study:write" | "trial:read" | "trial:write" | "trial:ask" | "trial:tell" | "share:write" | "webhook:write" | "key:read" | "key:write")[];
                    };
                };
            };
        };
    };
    readonly "project.list": {
        readonly parameters: {
            readonly query?: {
                /** @description Items per page, 1 to 1,000; a page of large ones ends earlier. */
                readonly limit?: number;
                /** @description Opaque; from `next_cursor` of the page before. */
                readonly cursor?: string;
                /** @description Only the project of exactly this name. */
                readonly name?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["Project"][];
                        readonly next_cursor: string | null;
                    };
                };
            };
        };
    };
    readonly "project.create": {
        readonly parameters: {
            readonly query?: {
                readonly if_exists?: "fail" | "return";
            };
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "name": "digits"
                 *     }
                 */
                readonly "application/json": {
                    /** @description A name people read, at most 200 characters. */
                    readonly name: string;
                    /** @default  */
                    readonly description?: string;
                };
            };
        };
        readonly responses: {
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Project"];
                };
            };
        };
    };
    readonly "project.read": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of a project. */
                readonly project_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Project"];
                };
            };
        };
    };
    readonly "project.delete": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of a project. */
                readonly project_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /**
                         * @description Opaque id of a project.
                         * @example prj_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly id: string;
                        /** @constant */
                        readonly deleted: true;
                    };
                };
            };
        };
    };
    readonly "project.update": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a project. */
                readonly project_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                /**
                 * @example {
                 *       "description": "Handwritten digits, 8 by 8 pixels."
                 *     }
                 */
                readonly "application/json": {
                    /** @description A name people read, at most 200 characters. */
                    readonly name?: string;
                    readonly description?: string;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Project"];
                };
            };
        };
    };
    readonly "study.list": {
        readonly parameters: {
            readonly query?: {
                /** @description Items per page, 1 to 1,000; a page of large ones ends earlier. */
                readonly limit?: number;
                /** @description Opaque; from `next_cursor` of the page before. */
                readonly cursor?: string;
                /** @description Only the study of exactly this name. */
                readonly name?: string;
                readonly archived?: boolean;
            };
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of a project. */
                readonly project_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["Study"][];
                        readonly next_cursor: string | null;
                    };
                };
            };
        };
    };
    readonly "study.create": {
        readonly parameters: {
            readonly query?: {
                readonly if_exists?: "fail" | "return";
            };
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a project. */
                readonly project_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "name": "small network",
                 *       "objectives": [
                 *         {
                 *           "metric": "accuracy",
                 *           "direction": "maximize"
                 *         }
                 *       ],
                 *       "search_space": {
                 *         "lr": {
                 *           "type": "float",
                 *           "low": 0.0001,
                 *           "high": 1,
                 *           "scale": "log",
                 *           "default": 0.01
                 *         },
                 *         "width": {
                 *           "type": "int",
                 *           "low": 8,
                 *           "high": 128
                 *         },
                 *         "optimizer": {
                 *           "type": "categorical",
                 *           "choices": [
                 *             "sgd",
                 *             "adam"
                 *           ]
                 *         },
                 *         "momentum": {
                 *           "type": "float",
                 *           "low": 0,
                 *           "high": 0.99,
                 *           "when": {
                 *             "optimizer": "sgd"
                 *           }
                 *         }
                 *       },
                 *       "limits": {
                 *         "max_trials": 40
                 *       }
                 *     }
                 */
                readonly "application/json": {
                    /** @description A name people read, at most 200 characters. */
                    readonly name: string;
                    readonly search_space: components["schemas"]["SearchSpaceInput"];
                    readonly constraints?: components["schemas"]["SpaceConstraintsInput"];
                    readonly objectives: readonly {
                        /** @description Name of a metric. */
                        readonly metric: string;
                        /** @enum {string} */
                        readonly direction: "minimize" | "maximize";
                        /** @description Good enough: the study finishes once one feasible trial has reached the target of each objective that has one. */
                        readonly target?: number;
                        /** @description Of several objectives, the worst value that is of use: trials within all references come before others, and hypervolume counts from them. */
                        readonly reference?: number;
                    }[];
                    /** @default [] */
                    readonly outcome_constraints?: readonly {
                        /** @description Name of a metric. */
                        readonly metric: string;
                        readonly lte?: number;
                        readonly gte?: number;
                    }[];
                    /**
                     * @description `name` of a sampler of the catalogue, and its options beside it; or `external`: clients make the trials.
                     * @default {
                     *       "name": "auto"
                     *     }
                     */
                    readonly sampler?: {
                        readonly name: string;
                    } & {
                        readonly [key: string]: unknown;
                    };
                    /** @default null */
                    readonly scheduler?: ({
                        readonly name: string;
                        /** @description The objective that it compares trials by; all of them by default. */
                        readonly metric?: string;
                        /** @default {} */
                        readonly resource?: {
                            /**
                             * @description What a step counts: epoch, round, fold.
                             * @default step
                             */
                            readonly name?: string;
                            /**
                             * @description The least that says anything about a trial.
                             * @default 1
                             */
                            readonly min?: number;
                            /**
                             * @description What a trial trains to when nothing stops it.
                             * @default null
                             */
                            readonly max?: number | null;
                        };
                        /**
                         * @description Promoted trials go on from their checkpoint. preferred: without one they begin anew; required: without one they are not promoted; none: they are never paused.
                         * @default preferred
                         * @enum {string}
                         */
                        readonly checkpoint?: "required" | "preferred" | "none";
                    } & {
                        readonly [key: string]: unknown;
                    }) | null;
                    /** @default null */
                    readonly repeats?: {
                        /** @description Trials of the same assignments, at most. */
                        readonly max: number;
                        /**
                         * @description all: every assignments get `max` trials, while the budget lasts. race: only those that may still be the best are repeated.
                         * @enum {string}
                         */
                        readonly rule: "all" | "race";
                        /** @description race: at most the chance that a race loses its best. Default: 0.05. */
                        readonly error_rate?: number;
                        /** @description race: trials that all contenders have before one is out. Default: 3, or `max` if that is less. */
                        readonly min?: number;
                    } | null;
                    /** @default {} */
                    readonly limits?: {
                        /** @description The budget: engine-made and enqueued trials. Default: 100; with an external sampler 1,000,000. */
                        readonly max_trials?: number;
                        /**
                         * @description Trials running at the same time.
                         * @default null
                         */
                        readonly max_parallel?: number | null;
                        /**
                         * @description Failed trials after which nothing new is handed out.
                         * @default null
                         */
                        readonly max_failures?: number | null;
                        /** @description How often a trial whose lease expired is handed out again. Default: 3; with an external sampler 0: it fails. */
                        readonly max_retries?: number;
                        /**
                         * @description After this time nothing new is handed out.
                         * @default null
                         */
                        readonly deadline?: string | null;
                        /**
                         * @description Nothing new is handed out once told costs sum up to this.
                         * @default null
                         */
                        readonly max_cost?: number | null;
                        /**
                         * @description Nothing new is handed out once so many steps are trained, over all trials and their hand-outs; what runs may finish.
                         * @default null
                         */
                        readonly max_resource?: number | null;
                        /**
                         * @description So many trials may end, completed or pruned, without a better one; for one objective.
                         * @default null
                         */
                        readonly no_improvement_trials?: number | null;
                        /**
                         * @description A trial that has run for longer, all its hand-outs together, is told to stop; what it measured counts.
                         * @default null
                         */
                        readonly trial_timeout_s?: number | null;
                    };
                    /**
                     * @description Studies of the workspace to learn from: the results they have now. Used by every sampler that learns from results.
                     * @default []
                     */
                    readonly warm_start?: readonly string[];
                    /** @description Same seed, same sampler and same results: same trials, as far as `reproducible` goes. Drawn when absent. */
                    readonly seed?: number;
                    /**
                     * @description For one worker that asks and tells in turn: same seed and same results, the same trials again. A suggestion then waits for hyperparameters to be fitted anew.
                     * @default false
                     */
                    readonly reproducible?: boolean;
                    /**
                     * @description Free-form JSON of yours, returned unchanged; at most 100 keys and 128 KiB.
                     * @default {}
                     */
                    readonly metadata?: {
                        readonly [key: string]: components["schemas"]["JsonValue"];
                    };
                    /** @default [] */
                    readonly tags?: readonly string[];
                };
            };
        };
        readonly responses: {
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Study"];
                };
            };
        };
    };
    readonly "study.find": {
        readonly parameters: {
            readonly query: {
                /** @description A name people read, at most 200 characters. */
                readonly name: string;
                /** @description The name of its project. A worker's key knows only its own, and need not name it. */
                readonly project?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["FoundStudy"];
                };
            };
        };
    };
    readonly "study.read": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Study"];
                };
            };
        };
    };
    readonly "study.delete": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /**
                         * @description Opaque id of a study.
                         * @example std_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly id: string;
                        /** @constant */
                        readonly deleted: true;
                    };
                };
            };
        };
    };
    readonly "study.update": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the version to change; refused with 412 if there is a newer one. */
                readonly "If-Match"?: string;
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                /**
                 * @example {
                 *       "limits": {
                 *         "max_trials": 80
                 *       }
                 *     }
                 */
                readonly "application/json": {
                    /** @description A name people read, at most 200 characters. */
                    readonly name?: string;
                    readonly limits?: {
                        readonly max_trials?: number;
                        readonly max_parallel?: number | null;
                        readonly max_failures?: number | null;
                        readonly max_retries?: number;
                        readonly deadline?: string | null;
                        readonly max_cost?: number | null;
                        readonly max_resource?: number | null;
                        readonly no_improvement_trials?: number | null;
                        readonly trial_timeout_s?: number | null;
                    };
                    /** @description The whole space as it is to be. A new parameter needs a default, which is the value it had in earlier trials; a type cannot change. */
                    readonly search_space?: components["schemas"]["SearchSpaceInput"];
                    /** @description All of them, as they are to be. Default: as they are. */
                    readonly constraints?: readonly unknown[];
                    /** @description Taken only as they are: other objectives or directions need another study. */
                    readonly objectives?: readonly {
                        /** @description Name of a metric. */
                        readonly metric: string;
                        /** @enum {string} */
                        readonly direction: "minimize" | "maximize";
                        /** @description Good enough: the study finishes once one feasible trial has reached the target of each objective that has one. */
                        readonly target?: number;
                        /** @description Of several objectives, the worst value that is of use: trials within all references come before others, and hypervolume counts from them. */
                        readonly reference?: number;
                    }[];
                    /** @description Taken only as they are: what was decided by other rules would not be comparable. */
                    readonly repeats?: {
                        /** @description Trials of the same assignments, at most. */
                        readonly max: number;
                        /**
                         * @description all: every assignments get `max` trials, while the budget lasts. race: only those that may still be the best are repeated.
                         * @enum {string}
                         */
                        readonly rule: "all" | "race";
                        /** @description race: at most the chance that a race loses its best. Default: 0.05. */
                        readonly error_rate?: number;
                        /** @description race: trials that all contenders have before one is out. Default: 3, or `max` if that is less. */
                        readonly min?: number;
                    } | null;
                    /** @description Free-form JSON of yours, returned unchanged; at most 100 keys and 128 KiB. */
                    readonly metadata?: {
                        readonly [key: string]: components["schemas"]["JsonValue"];
                    };
                    readonly tags?: readonly string[];
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["UpdatedStudy"];
                };
            };
        };
    };
    readonly "study.preview-plan": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a project. */
                readonly project_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "search_space": {
                 *         "lr": {
                 *           "type": "float",
                 *           "low": 0.0001,
                 *           "high": 1,
                 *           "scale": "log"
                 *         }
                 *       },
                 *       "objectives": [
                 *         {
                 *           "metric": "accuracy",
                 *           "direction": "maximize"
                 *         }
                 *       ],
                 *       "scheduler": {
                 *         "name": "hyperband",
                 *         "resource": {
                 *           "name": "epoch",
                 *           "min": 1,
                 *           "max": 81
                 *         }
                 *       },
                 *       "limits": {
                 *         "max_trials": 143
                 *       },
                 *       "workers": 8,
                 *       "seconds_per_resource": 12
                 *     }
                 */
                readonly "application/json": {
                    /** @description A name people read, at most 200 characters. */
                    readonly name?: string;
                    readonly search_space: components["schemas"]["SearchSpaceInput"];
                    readonly constraints?: components["schemas"]["SpaceConstraintsInput"];
                    readonly objectives: readonly {
                        /** @description Name of a metric. */
                        readonly metric: string;
                        /** @enum {string} */
                        readonly direction: "minimize" | "maximize";
                        /** @description Good enough: the study finishes once one feasible trial has reached the target of each objective that has one. */
                        readonly target?: number;
                        /** @description Of several objectives, the worst value that is of use: trials within all references come before others, and hypervolume counts from them. */
                        readonly reference?: number;
                    }[];
                    /** @default [] */
                    readonly outcome_constraints?: readonly {
                        /** @description Name of a metric. */
                        readonly metric: string;
                        readonly lte?: number;
                        readonly gte?: number;
                    }[];
                    /**
                     * @description `name` of a sampler of the catalogue, and its options beside it; or `external`: clients make the trials.
                     * @default {
                     *       "name": "auto"
                     *     }
                     */
                    readonly sampler?: {
                        readonly name: string;
                    } & {
                        readonly [key: string]: unknown;
                    };
                    /** @default null */
                    readonly scheduler?: ({
                        readonly name: string;
                        /** @description The objective that it compares trials by; all of them by default. */
                        readonly metric?: string;
                        /** @default {} */
                        readonly resource?: {
                            /**
                             * @description What a step counts: epoch, round, fold.
                             * @default step
                             */
                            readonly name?: string;
                            /**
                             * @description The least that says anything about a trial.
                             * @default 1
                             */
                            readonly min?: number;
                            /**
                             * @description What a trial trains to when nothing stops it.
                             * @default null
                             */
                            readonly max?: number | null;
                        };
                        /**
                         * @description Promoted trials go on from their checkpoint. preferred: without one they begin anew; required: without one they are not promoted; none: they are never paused.
                         * @default preferred
                         * @enum {string}
                         */
                        readonly checkpoint?: "required" | "preferred" | "none";
                    } & {
                        readonly [key: string]: unknown;
                    }) | null;
                    /** @default null */
                    readonly repeats?: {
                        /** @description Trials of the same assignments, at most. */
                        readonly max: number;
                        /**
                         * @description all: every assignments get `max` trials, while the budget lasts. race: only those that may still be the best are repeated.
                         * @enum {string}
                         */
                        readonly rule: "all" | "race";
                        /** @description race: at most the chance that a race loses its best. Default: 0.05. */
                        readonly error_rate?: number;
                        /** @description race: trials that all contenders have before one is out. Default: 3, or `max` if that is less. */
                        readonly min?: number;
                    } | null;
                    /** @default {} */
                    readonly limits?: {
                        /**
                         * @description The budget: engine-made and enqueued trials.
                         * @default 100
                         */
                        readonly max_trials?: number;
                        /**
                         * @description Trials running at the same time.
                         * @default null
                         */
                        readonly max_parallel?: number | null;
                        /**
                         * @description Failed trials after which nothing new is handed out.
                         * @default null
                         */
                        readonly max_failures?: number | null;
                        /**
                         * @description How often a trial whose lease expired is handed out again.
                         * @default 3
                         */
                        readonly max_retries?: number;
                        /**
                         * @description After this time nothing new is handed out.
                         * @default null
                         */
                        readonly deadline?: string | null;
                        /**
                         * @description Nothing new is handed out once told costs sum up to this.
                         * @default null
                         */
                        readonly max_cost?: number | null;
                        /**
                         * @description Nothing new is handed out once so many steps are trained, over all trials and their hand-outs; what runs may finish.
                         * @default null
                         */
                        readonly max_resource?: number | null;
                        /**
                         * @description So many trials may end, completed or pruned, without a better one; for one objective.
                         * @default null
                         */
                        readonly no_improvement_trials?: number | null;
                        /**
                         * @description A trial that has run for longer, all its hand-outs together, is told to stop; what it measured counts.
                         * @default null
                         */
                        readonly trial_timeout_s?: number | null;
                    };
                    /**
                     * @description Studies of the workspace to learn from: the results they have now. Used by every sampler that learns from results.
                     * @default []
                     */
                    readonly warm_start?: readonly string[];
                    /** @description Same seed, same sampler and same results: same trials, as far as `reproducible` goes. Drawn when absent. */
                    readonly seed?: number;
                    /**
                     * @description For one worker that asks and tells in turn: same seed and same results, the same trials again. A suggestion then waits for hyperparameters to be fitted anew.
                     * @default false
                     */
                    readonly reproducible?: boolean;
                    /**
                     * @description Free-form JSON of yours, returned unchanged; at most 100 keys and 128 KiB.
                     * @default {}
                     */
                    readonly metadata?: {
                        readonly [key: string]: components["schemas"]["JsonValue"];
                    };
                    /** @default [] */
                    readonly tags?: readonly string[];
                    /** @default 1 */
                    readonly workers?: number;
                    /** @description What a trial trains to, where scheduler.resource.max is not given. */
                    readonly trial_resource?: number;
                    /** @description Of a trial that trains to its end. */
                    readonly trial_seconds?: number;
                    /** @description In place of trial_seconds: of one step. */
                    readonly seconds_per_resource?: number;
                    /** @description Of a trial that trains to its end. */
                    readonly trial_cost?: number;
                    /** @description In place of trial_cost: of one step. */
                    readonly cost_per_resource?: number;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["StudyPlan"];
                };
            };
        };
    };
    readonly "study.pause": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Study"];
                };
            };
        };
    };
    readonly "study.resume": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Study"];
                };
            };
        };
    };
    readonly "study.stop": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Study"];
                };
            };
        };
    };
    readonly "study.archive": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Study"];
                };
            };
        };
    };
    readonly "study.attributes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly attributes: {
                            readonly [key: string]: components["schemas"]["JsonValue"];
                        };
                    };
                };
            };
        };
    };
    readonly "study.set-attributes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "attributes": {
                 *         "user:dataset": "MNIST"
                 *       }
                 *     }
                 */
                readonly "application/json": {
                    /** @description Free-form JSON by key. A key that is there gets the new value; others stay. */
                    readonly attributes: {
                        readonly [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /**
                         * @description Opaque id of a study.
                         * @example std_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly study_id: string;
                        /** @description How many there are now. */
                        readonly keys: number;
                    };
                };
            };
        };
    };
    readonly "study.preview-space": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "search_space": {
                 *         "lr": {
                 *           "type": "float",
                 *           "low": 0.0001,
                 *           "high": 10,
                 *           "scale": "log",
                 *           "default": 0.01
                 *         },
                 *         "decay": {
                 *           "type": "float",
                 *           "low": 0,
                 *           "high": 0.1,
                 *           "default": 0
                 *         }
                 *       }
                 *     }
                 */
                readonly "application/json": {
                    readonly search_space: components["schemas"]["SearchSpaceInput"];
                    readonly constraints?: readonly unknown[];
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly revision: number;
                        readonly changes: readonly components["schemas"]["SpaceChange"][];
                        /** @description Enqueued trials that do not fit the new space, by number. */
                        readonly cancelled: {
                            readonly total: number;
                            readonly trials: readonly {
                                /**
                                 * @description Opaque id of a trial.
                                 * @example trl_0192f0c1a2b37c8d9e0f112233445566
                                 */
                                readonly id: string;
                                readonly number: number;
                            }[];
                        };
                        /** @description Groups of repeats that were begun and lie outside the new space: they get no more trials and leave their race; what runs may finish. */
                        readonly closed_groups: number;
                        /** @description The study was finished because its space was used up, and goes on. */
                        readonly reopened: boolean;
                        readonly fits: {
                            /** @description Trials that ended, the newest 2000 at most. */
                            readonly looked_at: number;
                            /** @description Points of the new space as they are. */
                            readonly same: number;
                            /** @description Points of the new space with defaults of new parameters. */
                            readonly filled: number;
                            /** @description Beside the new space: samplers learn from them, and do not go there. */
                            readonly outside: number;
                            /** @description Kept, and no longer learnt from: they had values the new space cannot name. */
                            readonly elsewhere: number;
                        };
                    };
                };
            };
        };
    };
    readonly "study.space-revisions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["SpaceRevision"][];
                    };
                };
            };
        };
    };
    readonly "study.summaries": {
        readonly parameters: {
            readonly query?: {
                /** @description Opaque id of a project. */
                readonly project_id?: string;
                /** @description Part of the name, in any case. */
                readonly search?: string;
                /** @description None: any state. */
                readonly states?: readonly ("active" | "paused" | "stopped" | "finished")[];
                readonly tag?: string;
                /** @description The archived ones instead of the others. */
                readonly archived?: boolean;
                readonly sort?: "newest" | "oldest" | "name" | "name_descending";
                readonly limit?: number;
                /** @description Opaque; from `next_cursor` of the page before. */
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["StudySummary"][];
                        readonly next_cursor: string | null;
                    };
                };
            };
        };
    };
    readonly "study.best": {
        readonly parameters: {
            readonly query?: {
                /** @description Default: the first objective. */
                readonly metric?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description Where the study has repeats: the first trial of the best group. */
                        readonly trial: components["schemas"]["Trial"] | null;
                        /** @description Where the study has repeats: what its trials are worth together. */
                        readonly group: {
                            /**
                             * @description Its first trial.
                             * @example trl_0192f0c1a2b37c8d9e0f112233445566
                             */
                            readonly id: string;
                            /** @description The number of its first trial. */
                            readonly number: number;
                            /** @description Over its completed, feasible, finite values; null: it has none. */
                            readonly mean: number | null;
                            /** @description Of the mean; null below two values. */
                            readonly std_error: number | null;
                            /** @description Values that count. */
                            readonly n: number;
                            /** @description Trials that have ended by themselves, with or without a value. */
                            readonly ended: number;
                            /** @description Under the rule race: winner of the last race; contender in the one that is on; beaten on average at its end; withdrawn, its assignments left the search space or somebody ended it before the race was over; eliminated, significantly worse; outranked, its first value was not among the best. Null: in no race yet. */
                            readonly standing: ("winner" | "contender" | "beaten" | "withdrawn" | "eliminated" | "outranked") | null;
                        } | null;
                        /** @description Where the scheduler let no trial come to its end: the deepest resource at which one has a result, and the value there. */
                        readonly rung: {
                            readonly resource: number;
                            readonly value: number;
                        } | null;
                    };
                };
            };
        };
    };
    readonly "study.groups": {
        readonly parameters: {
            readonly query?: {
                /** @description Default: the first objective. */
                readonly metric?: string;
                /** @description Items per page, 1 to 1,000; a page of large ones ends earlier. */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly groups: readonly {
                            /**
                             * @description Its first trial.
                             * @example trl_0192f0c1a2b37c8d9e0f112233445566
                             */
                            readonly id: string;
                            /** @description The number of its first trial. */
                            readonly number: number;
                            /** @description Over its completed, feasible, finite values; null: it has none. */
                            readonly mean: number | null;
                            /** @description Of the mean; null below two values. */
                            readonly std_error: number | null;
                            /** @description Values that count. */
                            readonly n: number;
                            /** @description Trials that have ended by themselves, with or without a value. */
                            readonly ended: number;
                            /** @description Under the rule race: winner of the last race; contender in the one that is on; beaten on average at its end; withdrawn, its assignments left the search space or somebody ended it before the race was over; eliminated, significantly worse; outranked, its first value was not among the best. Null: in no race yet. */
                            readonly standing: ("winner" | "contender" | "beaten" | "withdrawn" | "eliminated" | "outranked") | null;
                            /** @description Somebody ended it: no more trials are made of it. */
                            readonly ended_early: boolean;
                            readonly trials: readonly {
                                readonly number: number;
                                readonly index: number | null;
                                /** @enum {string} */
                                readonly state: "queued" | "running" | "paused" | "completed" | "pruned" | "failed" | "infeasible" | "cancelled";
                                readonly value: (number | ("NaN" | "Infinity" | "-Infinity")) | null;
                            }[];
                        }[];
                        /** @description Groups of the study; of more than limit the best are listed. */
                        readonly total: number;
                        /** @description Under the rule race: the last race, from 0. Null: none has begun. */
                        readonly race: {
                            readonly number: number;
                            readonly is_over: boolean;
                        } | null;
                    };
                };
            };
        };
    };
    readonly "study.end-group": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
                /** @description The group's first trial. */
                readonly group_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /**
                         * @description Opaque id of a trial.
                         * @example trl_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly group_id: string;
                        /** @description Its trials that run still: their workers hear it with the next reply. */
                        readonly stopping: number;
                        /** @description Its trials that were cancelled by this. */
                        readonly cancelled: number;
                    };
                };
            };
        };
    };
    readonly "study.events": {
        readonly parameters: {
            readonly query?: {
                /** @description Where to begin without Last-Event-ID: with what happens next, or with all that is kept. */
                readonly from?: "now" | "oldest";
            };
            readonly header?: {
                /** @description The id of the last event received: the stream goes on after it. */
                readonly "Last-Event-ID"?: string;
            };
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Server-sent events. The data of each is JSON of this shape; lines that start with : are nothing */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/event-stream": components["schemas"]["StudyEvent"] | components["schemas"]["EventGap"];
                };
            };
        };
    };
    readonly "trial.ask": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                /**
                 * @example {
                 *       "count": 1,
                 *       "worker_id": "worker-1",
                 *       "lease_seconds": 90
                 *     }
                 */
                readonly "application/json": {
                    /** @default 1 */
                    readonly count?: number;
                    /** @description Names one sequential loop; its live trials are handed out again to it. */
                    readonly worker_id?: string;
                    /** @description Default: true when worker_id is given. */
                    readonly sticky?: boolean;
                    /** @default 3600 */
                    readonly lease_seconds?: number;
                    /** @default 2 */
                    readonly wait_seconds?: number;
                    /** @description Evaluate these assignments; the sampler fills in the parameters that are missing. */
                    readonly fixed?: {
                        readonly [key: string]: string | number | boolean | null;
                    };
                    /**
                     * @description Whether the asker can go on from a checkpoint. If not, it is given nothing that has one, and a scheduler that would pause its trial ends it.
                     * @default true
                     */
                    readonly can_resume?: boolean;
                    /** @description Added to that of the trials, unless a trial would have more than 200 keys or 256 KiB then. */
                    readonly metadata?: {
                        readonly [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly trials: readonly {
                            /**
                             * @description Opaque id of a trial.
                             * @example trl_0192f0c1a2b37c8d9e0f112233445566
                             */
                            readonly id: string;
                            readonly number: number;
                            /** @description Value by parameter; an inactive parameter is absent. */
                            readonly assignments: {
                                readonly [key: string]: string | number | boolean | null;
                            };
                            /** @description The fencing token: send it with every measurement, heartbeat and tell. */
                            readonly attempt: number;
                            readonly lease: {
                                /** @description A duration, so that no two clocks are compared. */
                                readonly expires_in_s: number;
                                readonly heartbeat_every_s: number;
                            };
                            readonly fidelity: {
                                /** @description What a step counts. */
                                readonly resource: string;
                                /** @description Train on from this step, that of the checkpoint; 0: from the beginning. */
                                readonly from: number;
                                /** @description Train to this step, then tell or measure; null: to the end. */
                                readonly target: number | null;
                                readonly max: number | null;
                            } | null;
                            /** @description Go on from here, if you can. */
                            readonly checkpoint: {
                                /** @description Resource completed when it was written. */
                                readonly step: number;
                                /** @description Where it is. Of an artifact: where to download it, with your key. */
                                readonly uri: string;
                                readonly sha256: string | null;
                                /** @description Set where we keep it. */
                                readonly artifact: string | null;
                            } | null;
                            /** @description The trial whose place it took (population-based training). */
                            readonly parent: string | null;
                            /** @description Where the study has repeats: which of them this is. */
                            readonly repeat: {
                                /**
                                 * @description The first trial of the same assignments, which names the group.
                                 * @example trl_0192f0c1a2b37c8d9e0f112233445566
                                 */
                                readonly group: string;
                                /** @description Its place in the group, from 0: the block. */
                                readonly index: number;
                                /** @description For your random generator. The same for all trials of this index. */
                                readonly seed: number;
                                readonly max: number;
                            } | null;
                            /** @description Who made the suggestion, and why. */
                            readonly origin: {
                                readonly sampler: string;
                            } & {
                                readonly [key: string]: unknown;
                            };
                            readonly space_revision: number;
                            /** @description Metadata, of a trial that of its enqueue, its asks and its tell, the later value of a key. */
                            readonly metadata: {
                                readonly [key: string]: components["schemas"]["JsonValue"];
                            };
                        }[];
                        readonly redelivered: boolean;
                        /** @description Why nothing was handed out. */
                        readonly reason: ("computing" | "bracket_waiting" | "parallel_cap" | "paused" | "draining" | "resume_waiting") | null;
                        readonly retry_after_s: number | null;
                    };
                };
            };
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly trials: readonly {
                            /**
                             * @description Opaque id of a trial.
                             * @example trl_0192f0c1a2b37c8d9e0f112233445566
                             */
                            readonly id: string;
                            readonly number: number;
                            /** @description Value by parameter; an inactive parameter is absent. */
                            readonly assignments: {
                                readonly [key: string]: string | number | boolean | null;
                            };
                            /** @description The fencing token: send it with every measurement, heartbeat and tell. */
                            readonly attempt: number;
                            readonly lease: {
                                /** @description A duration, so that no two clocks are compared. */
                                readonly expires_in_s: number;
                                readonly heartbeat_every_s: number;
                            };
                            readonly fidelity: {
                                /** @description What a step counts. */
                                readonly resource: string;
                                /** @description Train on from this step, that of the checkpoint; 0: from the beginning. */
                                readonly from: number;
                                /** @description Train to this step, then tell or measure; null: to the end. */
                                readonly target: number | null;
                                readonly max: number | null;
                            } | null;
                            /** @description Go on from here, if you can. */
                            readonly checkpoint: {
                                /** @description Resource completed when it was written. */
                                readonly step: number;
                                /** @description Where it is. Of an artifact: where to download it, with your key. */
                                readonly uri: string;
                                readonly sha256: string | null;
                                /** @description Set where we keep it. */
                                readonly artifact: string | null;
                            } | null;
                            /** @description The trial whose place it took (population-based training). */
                            readonly parent: string | null;
                            /** @description Where the study has repeats: which of them this is. */
                            readonly repeat: {
                                /**
                                 * @description The first trial of the same assignments, which names the group.
                                 * @example trl_0192f0c1a2b37c8d9e0f112233445566
                                 */
                                readonly group: string;
                                /** @description Its place in the group, from 0: the block. */
                                readonly index: number;
                                /** @description For your random generator. The same for all trials of this index. */
                                readonly seed: number;
                                readonly max: number;
                            } | null;
                            /** @description Who made the suggestion, and why. */
                            readonly origin: {
                                readonly sampler: string;
                            } & {
                                readonly [key: string]: unknown;
                            };
                            readonly space_revision: number;
                            /** @description Metadata, of a trial that of its enqueue, its asks and its tell, the later value of a key. */
                            readonly metadata: {
                                readonly [key: string]: components["schemas"]["JsonValue"];
                            };
                        }[];
                        readonly redelivered: boolean;
                        /** @description Why nothing was handed out. */
                        readonly reason: ("computing" | "bracket_waiting" | "parallel_cap" | "paused" | "draining" | "resume_waiting") | null;
                        readonly retry_after_s: number | null;
                    };
                };
            };
            /** @description Nothing to hand out now; ask again */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly trials: readonly {
                            /**
                             * @description Opaque id of a trial.
                             * @example trl_0192f0c1a2b37c8d9e0f112233445566
                             */
                            readonly id: string;
                            readonly number: number;
                            /** @description Value by parameter; an inactive parameter is absent. */
                            readonly assignments: {
                                readonly [key: string]: string | number | boolean | null;
                            };
                            /** @description The fencing token: send it with every measurement, heartbeat and tell. */
                            readonly attempt: number;
                            readonly lease: {
                                /** @description A duration, so that no two clocks are compared. */
                                readonly expires_in_s: number;
                                readonly heartbeat_every_s: number;
                            };
                            readonly fidelity: {
                                /** @description What a step counts. */
                                readonly resource: string;
                                /** @description Train on from this step, that of the checkpoint; 0: from the beginning. */
                                readonly from: number;
                                /** @description Train to this step, then tell or measure; null: to the end. */
                                readonly target: number | null;
                                readonly max: number | null;
                            } | null;
                            /** @description Go on from here, if you can. */
                            readonly checkpoint: {
                                /** @description Resource completed when it was written. */
                                readonly step: number;
                                /** @description Where it is. Of an artifact: where to download it, with your key. */
                                readonly uri: string;
                                readonly sha256: string | null;
                                /** @description Set where we keep it. */
                                readonly artifact: string | null;
                            } | null;
                            /** @description The trial whose place it took (population-based training). */
                            readonly parent: string | null;
                            /** @description Where the study has repeats: which of them this is. */
                            readonly repeat: {
                                /**
                                 * @description The first trial of the same assignments, which names the group.
                                 * @example trl_0192f0c1a2b37c8d9e0f112233445566
                                 */
                                readonly group: string;
                                /** @description Its place in the group, from 0: the block. */
                                readonly index: number;
                                /** @description For your random generator. The same for all trials of this index. */
                                readonly seed: number;
                                readonly max: number;
                            } | null;
                            /** @description Who made the suggestion, and why. */
                            readonly origin: {
                                readonly sampler: string;
                            } & {
                                readonly [key: string]: unknown;
                            };
                            readonly space_revision: number;
                            /** @description Metadata, of a trial that of its enqueue, its asks and its tell, the later value of a key. */
                            readonly metadata: {
                                readonly [key: string]: components["schemas"]["JsonValue"];
                            };
                        }[];
                        readonly redelivered: boolean;
                        /** @description Why nothing was handed out. */
                        readonly reason: ("computing" | "bracket_waiting" | "parallel_cap" | "paused" | "draining" | "resume_waiting") | null;
                        readonly retry_after_s: number | null;
                    };
                };
            };
        };
    };
    readonly "trial.list": {
        readonly parameters: {
            readonly query?: {
                /** @description Items per page, 1 to 1,000; a page of large ones ends earlier. */
                readonly limit?: number;
                /** @description Opaque; from `next_cursor` of the page before. */
                readonly cursor?: string;
                /** @description Which trials: comparisons of params.<name>, values.<metric>, number, group (the number of the first trial of the same assignments, where a study has repeats), state, attempt, cost, duration (seconds), worker, sampler, feasible, tag (= where one of them is equal, != where none is), joined by and, or, not. */
                readonly filter?: string;
                /** @description One field as in filter, or created_at, started_at, finished_at; - in front for the largest first. Trials without it come last. */
                readonly sort?: string;
                /** @description Of number; used when sort is absent. */
                readonly order?: "asc" | "desc";
                readonly state?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["Trial"][];
                        readonly next_cursor: string | null;
                    };
                };
            };
        };
    };
    readonly "trial.enqueue": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "trials": [
                 *         {
                 *           "assignments": {
                 *             "lr": 0.01,
                 *             "width": 32,
                 *             "optimizer": "adam"
                 *           }
                 *         },
                 *         {
                 *           "assignments": {
                 *             "lr": 0.1,
                 *             "width": 64,
                 *             "optimizer": "adam"
                 *           },
                 *           "state": "completed",
                 *           "values": {
                 *             "accuracy": 0.94
                 *           },
                 *           "cost": 3.5
                 *         }
                 *       ]
                 *     }
                 */
                readonly "application/json": {
                    readonly trials: readonly {
                        /** @description Value by parameter; an inactive parameter is absent. */
                        readonly assignments: {
                            readonly [key: string]: string | number | boolean | null;
                        };
                        /**
                         * @description Free-form JSON of yours, returned unchanged; at most 100 keys and 128 KiB.
                         * @default {}
                         */
                        readonly metadata?: {
                            readonly [key: string]: components["schemas"]["JsonValue"];
                        };
                        /**
                         * @description Other than queued: the trial has ended elsewhere, and its result is imported; it uses no budget.
                         * @default queued
                         * @enum {string}
                         */
                        readonly state?: "queued" | "completed" | "failed" | "infeasible" | "pruned";
                        /** @description Every objective and constrained metric when completed. */
                        readonly values?: {
                            readonly [key: string]: (number | ("NaN" | "Infinity" | "-Infinity")) | {
                                /** @description A number, or "NaN", "Infinity", "-Infinity". */
                                readonly value: number | ("NaN" | "Infinity" | "-Infinity");
                                readonly std_error?: number;
                                readonly n?: number;
                            };
                        };
                        readonly cost?: number;
                        readonly reason?: string;
                        /** @description How it went while it trained; each step once. */
                        readonly measurements?: readonly {
                            /** @description Resource completed, from 1. */
                            readonly step: number;
                            readonly values: {
                                readonly [key: string]: number | ("NaN" | "Infinity" | "-Infinity");
                            };
                        }[];
                        /**
                         * Format: date-time
                         * @description RFC 3339 time with zone.
                         */
                        readonly started_at?: string;
                        /**
                         * Format: date-time
                         * @description Default: the time of the import.
                         */
                        readonly finished_at?: string;
                    }[];
                };
            };
        };
        readonly responses: {
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description In the order of the request. */
                        readonly trials: readonly components["schemas"]["Trial"][];
                    };
                };
            };
        };
    };
    readonly "trial.read": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of a trial. */
                readonly trial_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TrialDetail"];
                };
            };
        };
    };
    readonly "trial.update": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the version to change; refused with 412 if there is a newer one. */
                readonly "If-Match"?: string;
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a trial. */
                readonly trial_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                /**
                 * @example {
                 *       "values": {
                 *         "accuracy": 0.91
                 *       },
                 *       "reason": "Evaluated on the wrong split.",
                 *       "note": "Split fixed."
                 *     }
                 */
                readonly "application/json": {
                    /** @description By metric; what is not named stays. What was told before is kept as an earlier revision. */
                    readonly values?: {
                        readonly [key: string]: (number | ("NaN" | "Infinity" | "-Infinity")) | {
                            /** @description A number, or "NaN", "Infinity", "-Infinity". */
                            readonly value: number | ("NaN" | "Infinity" | "-Infinity");
                            readonly std_error?: number;
                            readonly n?: number;
                        };
                    };
                    /** @description All of them: those that are not named go. */
                    readonly tags?: readonly string[];
                    readonly note?: string;
                    /** @description Why values change; needed for them. */
                    readonly reason?: string;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Trial"];
                };
            };
        };
    };
    readonly "trial.measure": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a trial. */
                readonly trial_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "attempt": 1,
                 *       "steps": [
                 *         {
                 *           "step": 1,
                 *           "values": {
                 *             "accuracy": 0.71
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                readonly "application/json": {
                    /** @description From the ask that handed the trial out. */
                    readonly attempt: number;
                    readonly steps: readonly {
                        /** @description Resource completed, from 1. */
                        readonly step: number;
                        readonly values: {
                            readonly [key: string]: number | ("NaN" | "Infinity" | "-Infinity");
                        };
                    }[];
                    readonly checkpoint?: {
                        /** @description Resource completed when it was written. */
                        readonly step: number;
                        /** @description Where it is: a path or an address that workers of this study can read. */
                        readonly uri?: string;
                        /** @default null */
                        readonly sha256?: string | null;
                        /**
                         * @description A finalized artifact of this trial, in place of uri.
                         * @example art_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly artifact?: string;
                    };
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly verdict: "continue" | "pause" | "stop";
                        readonly reason: {
                            readonly rule: string;
                            /** @description The scheduler's reason, in a sentence. */
                            readonly why?: string;
                            readonly bracket?: number;
                            readonly rung?: number;
                        } | null;
                        /** @description How far to train, where a scheduler says so; it may rise. */
                        readonly target: number | null;
                        readonly lease: {
                            /** @description A duration, so that no two clocks are compared. */
                            readonly expires_in_s: number;
                            readonly heartbeat_every_s: number;
                        };
                    };
                };
            };
        };
    };
    readonly "trial.heartbeat": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a trial. */
                readonly trial_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "attempt": 1
                 *     }
                 */
                readonly "application/json": {
                    /** @description From the ask that handed the trial out. */
                    readonly attempt: number;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly verdict: "continue" | "pause" | "stop";
                        readonly reason: {
                            readonly rule: string;
                            /** @description The scheduler's reason, in a sentence. */
                            readonly why?: string;
                            readonly bracket?: number;
                            readonly rung?: number;
                        } | null;
                        /** @description How far to train, where a scheduler says so; it may rise. */
                        readonly target: number | null;
                        readonly lease: {
                            /** @description A duration, so that no two clocks are compared. */
                            readonly expires_in_s: number;
                            readonly heartbeat_every_s: number;
                        };
                    };
                };
            };
        };
    };
    readonly "trial.heartbeats": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "trials": [
                 *         {
                 *           "trial_id": "trl_0192f0c1a2b37c8d9e0f112233445566",
                 *           "attempt": 1
                 *         }
                 *       ]
                 *     }
                 */
                readonly "application/json": {
                    readonly trials: readonly {
                        /**
                         * @description Opaque id of a trial.
                         * @example trl_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly trial_id: string;
                        /** @description From the ask that handed the trial out. */
                        readonly attempt: number;
                    }[];
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description In the order of the request. */
                        readonly trials: readonly {
                            /** @description The HTTP status of the single call. */
                            readonly status: number;
                            /** @description Whether it is the answer to the same call made before. */
                            readonly replayed: boolean;
                            /** @description With 429 and 503: when to send this item again. */
                            readonly retry_after_s: number | null;
                            readonly body: {
                                /** @enum {string} */
                                readonly verdict: "continue" | "pause" | "stop";
                                readonly reason: {
                                    readonly rule: string;
                                    /** @description The scheduler's reason, in a sentence. */
                                    readonly why?: string;
                                    readonly bracket?: number;
                                    readonly rung?: number;
                                } | null;
                                /** @description How far to train, where a scheduler says so; it may rise. */
                                readonly target: number | null;
                                readonly lease: {
                                    /** @description A duration, so that no two clocks are compared. */
                                    readonly expires_in_s: number;
                                    readonly heartbeat_every_s: number;
                                };
                            } | components["schemas"]["Problem"];
                        }[];
                    };
                };
            };
        };
    };
    readonly "trial.checkpoint": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a trial. */
                readonly trial_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "attempt": 1,
                 *       "step": 9,
                 *       "uri": "s3://checkpoints/digits/7/9"
                 *     }
                 */
                readonly "application/json": {
                    /** @description From the ask that handed the trial out. */
                    readonly attempt: number;
                    /** @description Resource completed when it was written. */
                    readonly step: number;
                    /** @description Where it is: a path or an address that workers of this study can read. */
                    readonly uri?: string;
                    /** @default null */
                    readonly sha256?: string | null;
                    /**
                     * @description A finalized artifact of this trial, in place of uri.
                     * @example art_0192f0c1a2b37c8d9e0f112233445566
                     */
                    readonly artifact?: string;
                };
            };
        };
        readonly responses: {
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly verdict: "continue" | "pause" | "stop";
                        readonly reason: {
                            readonly rule: string;
                            /** @description The scheduler's reason, in a sentence. */
                            readonly why?: string;
                            readonly bracket?: number;
                            readonly rung?: number;
                        } | null;
                        /** @description How far to train, where a scheduler says so; it may rise. */
                        readonly target: number | null;
                        readonly lease: {
                            /** @description A duration, so that no two clocks are compared. */
                            readonly expires_in_s: number;
                            readonly heartbeat_every_s: number;
                        };
                    };
                };
            };
        };
    };
    readonly "trial.tell": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a trial. */
                readonly trial_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "attempt": 1,
                 *       "state": "completed",
                 *       "values": {
                 *         "accuracy": 0.97
                 *       }
                 *     }
                 */
                readonly "application/json": {
                    /** @description From the ask that handed the trial out. */
                    readonly attempt: number;
                    /** @enum {string} */
                    readonly state: "completed" | "failed" | "infeasible" | "pruned";
                    /** @description Every objective and constrained metric when completed. */
                    readonly values?: {
                        readonly [key: string]: (number | ("NaN" | "Infinity" | "-Infinity")) | {
                            /** @description A number, or "NaN", "Infinity", "-Infinity". */
                            readonly value: number | ("NaN" | "Infinity" | "-Infinity");
                            readonly std_error?: number;
                            readonly n?: number;
                        };
                    };
                    /**
                     * @description Take metrics missing in values from the measurements.
                     * @enum {string}
                     */
                    readonly from_measurements?: "last" | "best";
                    /** @description The trial has completed although a scheduler would have it train further. */
                    readonly final?: boolean;
                    readonly checkpoint?: {
                        /** @description Resource completed when it was written. */
                        readonly step: number;
                        /** @description Where it is: a path or an address that workers of this study can read. */
                        readonly uri?: string;
                        /** @default null */
                        readonly sha256?: string | null;
                        /**
                         * @description A finalized artifact of this trial, in place of uri.
                         * @example art_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly artifact?: string;
                    };
                    /** @description What the trial has cost so far, over all its hand-outs, in a unit of your own. */
                    readonly cost?: number;
                    readonly reason?: string;
                    /** @description Free-form JSON of yours, returned unchanged; at most 100 keys and 128 KiB. */
                    readonly metadata?: {
                        readonly [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /**
                         * @description Opaque id of a trial.
                         * @example trl_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly trial_id: string;
                        /** @enum {string} */
                        readonly state: "queued" | "running" | "paused" | "completed" | "pruned" | "failed" | "infeasible" | "cancelled";
                        readonly values: {
                            readonly [key: string]: {
                                /** @description A number, or "NaN", "Infinity", "-Infinity". */
                                readonly value: number | ("NaN" | "Infinity" | "-Infinity");
                                readonly std_error: number | null;
                                readonly n: number | null;
                            };
                        };
                    };
                };
            };
        };
    };
    readonly "trial.release": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a trial. */
                readonly trial_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "attempt": 1
                 *     }
                 */
                readonly "application/json": {
                    /** @description From the ask that handed the trial out. */
                    readonly attempt: number;
                    readonly checkpoint?: {
                        /** @description Resource completed when it was written. */
                        readonly step: number;
                        /** @description Where it is: a path or an address that workers of this study can read. */
                        readonly uri?: string;
                        /** @default null */
                        readonly sha256?: string | null;
                        /**
                         * @description A finalized artifact of this trial, in place of uri.
                         * @example art_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly artifact?: string;
                    };
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /**
                         * @description Opaque id of a trial.
                         * @example trl_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly trial_id: string;
                        /** @enum {string} */
                        readonly state: "queued" | "running" | "paused" | "completed" | "pruned" | "failed" | "infeasible" | "cancelled";
                    };
                };
            };
        };
    };
    readonly "trial.stop": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a trial. */
                readonly trial_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Trial"];
                };
            };
        };
    };
    readonly "trial.stop-many": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "numbers": [
                 *         3,
                 *         5,
                 *         8
                 *       ]
                 *     }
                 */
                readonly "application/json": {
                    /** @description Of the trials, in any order; one that is named twice is stopped once. */
                    readonly numbers: readonly number[];
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description In the order of the request. */
                        readonly trials: readonly {
                            readonly number: number;
                            /**
                             * @description `stopping`: it runs, and its worker hears it with the next reply. `stopped`: it is cancelled, by this request or an earlier one. `ended`: it had ended by itself. `not_found`: the study has no trial of this number.
                             * @enum {string}
                             */
                            readonly outcome: "stopping" | "stopped" | "ended" | "not_found";
                        }[];
                    };
                };
            };
        };
    };
    readonly "trial.retry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a trial. */
                readonly trial_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Trial"];
                };
            };
        };
    };
    readonly "trial.list-records": {
        readonly parameters: {
            readonly query?: {
                /** @description Trials of this number and above. */
                readonly from?: number;
                /** @description And these, as 3,5,8. */
                readonly numbers?: string;
                /** @description From `next_after` of the page before. */
                readonly after?: number;
                /** @description Items per page, 1 to 1,000; a page of large ones ends earlier. */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["TrialRecord"][];
                        /** @description Null: that was all. */
                        readonly next_after: number | null;
                    };
                };
            };
        };
    };
    readonly "trial.create-records": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a study. */
                readonly study_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "trials": [
                 *         {
                 *           "state": "running"
                 *         }
                 *       ],
                 *       "worker_id": "worker-1",
                 *       "lease_seconds": 90
                 *     }
                 */
                readonly "application/json": {
                    readonly trials: readonly {
                        /**
                         * @description Of its birth. running: the caller holds it, under attempt 1. One that has ended uses no budget. paused: it has ended, and is more than one request takes; nobody is handed it, and the rest comes by PATCH /trials/{trial_id}/record.
                         * @default running
                         * @enum {string}
                         */
                        readonly state?: "running" | "queued" | "paused" | "completed" | "pruned" | "failed" | "infeasible";
                        /**
                         * @description By parameter, in the order in which the trial got them.
                         * @default {}
                         */
                        readonly assignments?: {
                            readonly [key: string]: {
                                /** @description Of the distribution's type. It may lie outside its range. */
                                readonly value: string | number | boolean | null;
                                readonly distribution: components["schemas"]["Distribution"];
                            };
                        };
                        /**
                         * @description Free-form JSON by key. A key that is there gets the new value; others stay.
                         * @default {}
                         */
                        readonly attributes?: {
                            readonly [key: string]: components["schemas"]["JsonValue"];
                        };
                        /** @description Any whole steps; a step that is told again has its newest value. */
                        readonly measurements?: readonly {
                            readonly step: number;
                            readonly values: {
                                readonly [key: string]: number | ("NaN" | "Infinity" | "-Infinity");
                            };
                        }[];
                        /**
                         * Format: date-time
                         * @description RFC 3339 time with zone.
                         */
                        readonly started_at?: string;
                        /** @description Every objective when completed. */
                        readonly values?: {
                            readonly [key: string]: number | ("NaN" | "Infinity" | "-Infinity");
                        };
                        readonly reason?: string;
                        /**
                         * Format: date-time
                         * @description Default: now.
                         */
                        readonly finished_at?: string;
                    }[];
                    readonly worker_id?: string;
                    /** @default 3600 */
                    readonly lease_seconds?: number;
                };
            };
        };
        readonly responses: {
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description In the order of the request. */
                        readonly trials: readonly {
                            /**
                             * @description Opaque id of a trial.
                             * @example trl_0192f0c1a2b37c8d9e0f112233445566
                             */
                            readonly id: string;
                            readonly number: number;
                            /** @enum {string} */
                            readonly state: "queued" | "running" | "paused" | "completed" | "pruned" | "failed" | "infeasible" | "cancelled";
                            /** @description The fencing token of what is written of the trial; 0 until it is started. */
                            readonly attempt: number;
                            /** @description Of a running trial. */
                            readonly lease: {
                                /** @description A duration, so that no two clocks are compared. */
                                readonly expires_in_s: number;
                                readonly heartbeat_every_s: number;
                            } | null;
                        }[];
                    };
                };
            };
        };
    };
    readonly "trial.start": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a trial. */
                readonly trial_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                /**
                 * @example {
                 *       "worker_id": "worker-1",
                 *       "lease_seconds": 90
                 *     }
                 */
                readonly "application/json": {
                    readonly worker_id?: string;
                    /** @default 3600 */
                    readonly lease_seconds?: number;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /**
                         * @description Opaque id of a trial.
                         * @example trl_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly id: string;
                        readonly number: number;
                        /** @enum {string} */
                        readonly state: "queued" | "running" | "paused" | "completed" | "pruned" | "failed" | "infeasible" | "cancelled";
                        /** @description The fencing token of what is written of the trial; 0 until it is started. */
                        readonly attempt: number;
                        /** @description Of a running trial. */
                        readonly lease: {
                            /** @description A duration, so that no two clocks are compared. */
                            readonly expires_in_s: number;
                            readonly heartbeat_every_s: number;
                        } | null;
                    };
                };
            };
        };
    };
    readonly "trial.record": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a trial. */
                readonly trial_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "attempt": 1,
                 *       "assignments": {
                 *         "lr": {
                 *           "value": 0.01,
                 *           "distribution": {
                 *             "type": "float",
                 *             "low": 0.0001,
                 *             "high": 1,
                 *             "scale": "log"
                 *           }
                 *         }
                 *       },
                 *       "attributes": {
                 *         "user:fold": 3
                 *       },
                 *       "measurements": [
                 *         {
                 *           "step": 0,
                 *           "values": {
                 *             "accuracy": 0.71
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                readonly "application/json": {
                    /** @description The trial's present attempt, 0 until it is started. */
                    readonly attempt: number;
                    /**
                     * @description By parameter, in the order in which the trial got them.
                     * @default {}
                     */
                    readonly assignments?: {
                        readonly [key: string]: {
                            /** @description Of the distribution's type. It may lie outside its range. */
                            readonly value: string | number | boolean | null;
                            readonly distribution: components["schemas"]["Distribution"];
                        };
                    };
                    /**
                     * @description Free-form JSON by key. A key that is there gets the new value; others stay.
                     * @default {}
                     */
                    readonly attributes?: {
                        readonly [key: string]: components["schemas"]["JsonValue"];
                    };
                    /** @description Any whole steps; a step that is told again has its newest value. */
                    readonly measurements?: readonly {
                        readonly step: number;
                        readonly values: {
                            readonly [key: string]: number | ("NaN" | "Infinity" | "-Infinity");
                        };
                    }[];
                    /** @description Of a trial that was made paused: this was the last of it, and so it ended. One that runs is told. */
                    readonly result?: {
                        /** @enum {string} */
                        readonly state: "completed" | "pruned" | "failed" | "infeasible";
                        /** @description Every objective when completed. */
                        readonly values?: {
                            readonly [key: string]: number | ("NaN" | "Infinity" | "-Infinity");
                        };
                        readonly reason?: string;
                        /**
                         * Format: date-time
                         * @description Default: now.
                         */
                        readonly finished_at?: string;
                    };
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /**
                         * @description Opaque id of a trial.
                         * @example trl_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly trial_id: string;
                        /** @enum {string} */
                        readonly state: "queued" | "running" | "paused" | "completed" | "pruned" | "failed" | "infeasible" | "cancelled";
                        /** @description Somebody stopped the trial or its study: end it. */
                        readonly stopping: boolean;
                        /** @description Of a running trial; it begins anew. */
                        readonly lease: {
                            /** @description A duration, so that no two clocks are compared. */
                            readonly expires_in_s: number;
                            readonly heartbeat_every_s: number;
                        } | null;
                    };
                };
            };
        };
    };
    readonly "trial.suggest": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a trial. */
                readonly trial_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "attempt": 1,
                 *       "sampler": {
                 *         "name": "gp"
                 *       }
                 *     }
                 */
                readonly "application/json": {
                    /** @description From the ask that handed the trial out. */
                    readonly attempt: number;
                    /**
                     * @description `name` of a sampler of the catalogue, and its options beside it. Each call may name another.
                     * @default {
                     *       "name": "auto"
                     *     }
                     */
                    readonly sampler?: {
                        readonly name: string;
                    } & {
                        readonly [key: string]: unknown;
                    };
                    /** @description Only these of the parameters in common, since the caller has values for the others. */
                    readonly parameters?: readonly string[];
                    /**
                     * @description Attributes of trials, each a number that is at most 0 where the trial is feasible. A trial without one of them is not.
                     * @default []
                     */
                    readonly constraints?: readonly string[];
                    /** @description In place of the study's. */
                    readonly seed?: number;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /**
                         * @description Opaque id of a trial.
                         * @example trl_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly trial_id: string;
                        /** @description As PATCH /trials/{trial_id}/record takes them: nothing is written of the trial but its origin. */
                        readonly assignments: {
                            readonly [key: string]: {
                                readonly value: string | number | boolean | null;
                                readonly distribution: components["schemas"]["Distribution"];
                            };
                        };
                        /** @description Null where nothing is suggested. */
                        readonly origin: ({
                            readonly sampler: string;
                        } & {
                            readonly [key: string]: unknown;
                        }) | null;
                        /** @description Why nothing is suggested: completed trials have no parameter in common that was always drawn from the same, or none has ended; or every point of a finite space was tried. */
                        readonly reason: ("no_common_parameters" | "space_used_up") | null;
                    };
                };
            };
        };
    };
    readonly "project.suggest": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a project. */
                readonly project_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "search_space": {
                 *         "lr": {
                 *           "type": "float",
                 *           "low": 0.0001,
                 *           "high": 1,
                 *           "scale": "log"
                 *         }
                 *       },
                 *       "objectives": [
                 *         {
                 *           "metric": "accuracy",
                 *           "direction": "maximize"
                 *         }
                 *       ],
                 *       "seed": 7,
                 *       "number": 2,
                 *       "trials": [
                 *         {
                 *           "number": 0,
                 *           "state": "completed",
                 *           "assignments": {
                 *             "lr": 0.01
                 *           },
                 *           "values": {
                 *             "accuracy": 0.94
                 *           }
                 *         },
                 *         {
                 *           "number": 1,
                 *           "state": "running",
                 *           "assignments": {
                 *             "lr": 0.1
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                readonly "application/json": {
                    readonly search_space: components["schemas"]["SearchSpaceInput"];
                    readonly constraints?: components["schemas"]["SpaceConstraintsInput"];
                    readonly objectives: readonly {
                        /** @description Name of a metric. */
                        readonly metric: string;
                        /** @enum {string} */
                        readonly direction: "minimize" | "maximize";
                        /** @description Good enough: the study finishes once one feasible trial has reached the target of each objective that has one. */
                        readonly target?: number;
                        /** @description Of several objectives, the worst value that is of use: trials within all references come before others, and hypervolume counts from them. */
                        readonly reference?: number;
                    }[];
                    /** @default [] */
                    readonly outcome_constraints?: readonly {
                        /** @description Name of a metric. */
                        readonly metric: string;
                        readonly lte?: number;
                        readonly gte?: number;
                    }[];
                    /**
                     * @description `name` of a sampler of the catalogue, and its options beside it; or `external`: clients make the trials.
                     * @default {
                     *       "name": "auto"
                     *     }
                     */
                    readonly sampler?: {
                        readonly name: string;
                    } & {
                        readonly [key: string]: unknown;
                    };
                    /** @description Of the study kept elsewhere: with the number it names what is random. */
                    readonly seed: number;
                    /** @description Of the trial that the suggestion is for. */
                    readonly number: number;
                    /** @description How many trials there will be, if known. */
                    readonly max_trials?: number;
                    /** @description The others, in the order in which they ended. Each lies in the search space. */
                    readonly trials?: readonly {
                        readonly number: number;
                        /** @enum {string} */
                        readonly state: "running" | "completed" | "pruned" | "failed" | "infeasible";
                        /** @description Value by parameter; an inactive parameter is absent. */
                        readonly assignments: {
                            readonly [key: string]: string | number | boolean | null;
                        };
                        /** @description By metric: objectives, and what outcome_constraints name. */
                        readonly values?: {
                            readonly [key: string]: number | ("NaN" | "Infinity" | "-Infinity");
                        };
                    }[];
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description Null: every point of a finite space was tried or is out. */
                        readonly assignments: {
                            readonly [key: string]: string | number | boolean | null;
                        } | null;
                        readonly origin: ({
                            readonly sampler: string;
                        } & {
                            readonly [key: string]: unknown;
                        }) | null;
                    };
                };
            };
        };
    };
    readonly "trial.batch": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "items": [
                 *         {
                 *           "operation": "measure",
                 *           "trial_id": "trl_0192f0c1a2b37c8d9e0f112233445566",
                 *           "attempt": 1,
                 *           "steps": [
                 *             {
                 *               "step": 3,
                 *               "values": {
                 *                 "accuracy": 0.94
                 *               }
                 *             }
                 *           ]
                 *         },
                 *         {
                 *           "operation": "tell",
                 *           "trial_id": "trl_0192f0c1a2b37c8d9e0f112233445566",
                 *           "attempt": 1,
                 *           "state": "completed",
                 *           "values": {
                 *             "accuracy": 0.97
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                readonly "application/json": {
                    /** @description Each is all or nothing. Those of one trial are carried out in their order, others side by side. */
                    readonly items: readonly (unknown | {
                        /**
                         * @description Opaque id of a trial.
                         * @example trl_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly trial_id: string;
                        /** @description From the ask that handed the trial out. */
                        readonly attempt: number;
                        /** @enum {string} */
                        readonly state: "completed" | "failed" | "infeasible" | "pruned";
                        /** @description Every objective and constrained metric when completed. */
                        readonly values?: {
                            readonly [key: string]: (number | ("NaN" | "Infinity" | "-Infinity")) | {
                                /** @description A number, or "NaN", "Infinity", "-Infinity". */
                                readonly value: number | ("NaN" | "Infinity" | "-Infinity");
                                readonly std_error?: number;
                                readonly n?: number;
                            };
                        };
                        /**
                         * @description Take metrics missing in values from the measurements.
                         * @enum {string}
                         */
                        readonly from_measurements?: "last" | "best";
                        /** @description The trial has completed although a scheduler would have it train further. */
                        readonly final?: boolean;
                        readonly checkpoint?: {
                            /** @description Resource completed when it was written. */
                            readonly step: number;
                            /** @description Where it is: a path or an address that workers of this study can read. */
                            readonly uri?: string;
                            /** @default null */
                            readonly sha256?: string | null;
                            /**
                             * @description A finalized artifact of this trial, in place of uri.
                             * @example art_0192f0c1a2b37c8d9e0f112233445566
                             */
                            readonly artifact?: string;
                        };
                        /** @description What the trial has cost so far, over all its hand-outs, in a unit of your own. */
                        readonly cost?: number;
                        readonly reason?: string;
                        /** @description Free-form JSON of yours, returned unchanged; at most 100 keys and 128 KiB. */
                        readonly metadata?: {
                            readonly [key: string]: components["schemas"]["JsonValue"];
                        };
                        /** @constant */
                        readonly operation: "tell";
                    } | {
                        /**
                         * @description Opaque id of a trial.
                         * @example trl_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly trial_id: string;
                        /** @description From the ask that handed the trial out. */
                        readonly attempt: number;
                        readonly steps: readonly {
                            /** @description Resource completed, from 1. */
                            readonly step: number;
                            readonly values: {
                                readonly [key: string]: number | ("NaN" | "Infinity" | "-Infinity");
                            };
                        }[];
                        readonly checkpoint?: {
                            /** @description Resource completed when it was written. */
                            readonly step: number;
                            /** @description Where it is: a path or an address that workers of this study can read. */
                            readonly uri?: string;
                            /** @default null */
                            readonly sha256?: string | null;
                            /**
                             * @description A finalized artifact of this trial, in place of uri.
                             * @example art_0192f0c1a2b37c8d9e0f112233445566
                             */
                            readonly artifact?: string;
                        };
                        /** @constant */
                        readonly operation: "measure";
                    } | {
                        /**
                         * @description Opaque id of a trial.
                         * @example trl_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly trial_id: string;
                        /** @description From the ask that handed the trial out. */
                        readonly attempt: number;
                        /** @constant */
                        readonly operation: "heartbeat";
                    })[];
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description In the order of the request. */
                        readonly items: readonly {
                            /** @description The HTTP status of the single call. */
                            readonly status: number;
                            /** @description Whether it is the answer to the same call made before. */
                            readonly replayed: boolean;
                            /** @description With 429 and 503: when to send this item again. */
                            readonly retry_after_s: number | null;
                            readonly body: {
                                /**
                                 * @description Opaque id of a trial.
                                 * @example trl_0192f0c1a2b37c8d9e0f112233445566
                                 */
                                readonly trial_id: string;
                                /** @enum {string} */
                                readonly state: "queued" | "running" | "paused" | "completed" | "pruned" | "failed" | "infeasible" | "cancelled";
                                readonly values: {
                                    readonly [key: string]: {
                                        /** @description A number, or "NaN", "Infinity", "-Infinity". */
                                        readonly value: number | ("NaN" | "Infinity" | "-Infinity");
                                        readonly std_error: number | null;
                                        readonly n: number | null;
                                    };
                                };
                            } | {
                                /** @enum {string} */
                                readonly verdict: "continue" | "pause" | "stop";
                                readonly reason: {
                                    readonly rule: string;
                                    /** @description The scheduler's reason, in a sentence. */
                                    readonly why?: string;
                                    readonly bracket?: number;
                                    readonly rung?: number;
                                } | null;
                                /** @description How far to train, where a scheduler says so; it may rise. */
                                readonly target: number | null;
                                readonly lease: {
                                    /** @description A duration, so that no two clocks are compared. */
                                    readonly expires_in_s: number;
                                    readonly heartbeat_every_s: number;
                                };
                            } | components["schemas"]["Problem"];
                        }[];
                    };
                };
            };
        };
    };
    readonly "artifact.list": {
        readonly parameters: {
            readonly query?: {
                /** @description Items per page, 1 to 1,000; a page of large ones ends earlier. */
                readonly limit?: number;
                /** @description Opaque; from `next_cursor` of the page before. */
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of a trial. */
                readonly trial_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["Artifact"][];
                        readonly next_cursor: string | null;
                    };
                };
            };
        };
    };
    readonly "artifact.create": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a trial. */
                readonly trial_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "attempt": 1,
                 *       "name": "epoch 9",
                 *       "size": 11,
                 *       "sha256": "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"
                 *     }
                 */
                readonly "application/json": {
                    /** @description From the ask that handed the trial out. */
                    readonly attempt: number;
                    /** @description For people; where it is stored is our business. */
                    readonly name: string;
                    /**
                     * @default checkpoint
                     * @enum {string}
                     */
                    readonly kind?: "checkpoint" | "file";
                    /** @description Bytes, exactly. */
                    readonly size: number;
                    /** @description SHA-256 of all its bytes. */
                    readonly sha256: string;
                    /** @default application/octet-stream */
                    readonly content_type?: string;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly artifact: components["schemas"]["Artifact"];
                        /** @description Null when it is there already. */
                        readonly upload: {
                            /** @constant */
                            readonly method: "PUT";
                            /** @description Send the bytes here, with your key. */
                            readonly url: string;
                            /**
                             * Format: date-time
                             * @description Not finalized by then, it is forgotten.
                             */
                            readonly expires_at: string;
                        } | null;
                    };
                };
            };
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly artifact: components["schemas"]["Artifact"];
                        /** @description Null when it is there already. */
                        readonly upload: {
                            /** @constant */
                            readonly method: "PUT";
                            /** @description Send the bytes here, with your key. */
                            readonly url: string;
                            /**
                             * Format: date-time
                             * @description Not finalized by then, it is forgotten.
                             */
                            readonly expires_at: string;
                        } | null;
                    };
                };
            };
        };
    };
    readonly "artifact.download": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description One range of bytes, bytes=0-1023; others are ignored. */
                readonly Range?: string;
            };
            readonly path: {
                /** @description Opaque id of an artifact. */
                readonly artifact_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description All of it */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/octet-stream": string;
                };
            };
            /** @description The range that was asked for */
            readonly 206: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/octet-stream": string;
                };
            };
        };
    };
    readonly "artifact.upload": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of an artifact. */
                readonly artifact_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/octet-stream": string;
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly artifact: components["schemas"]["Artifact"];
                    };
                };
            };
        };
    };
    readonly "artifact.finalize": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of an artifact. */
                readonly artifact_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly artifact: components["schemas"]["Artifact"];
                    };
                };
            };
        };
    };
    readonly "artifact.delete": {
        readonly parameters: {
            readonly query?: {
                /** @description Needed with a worker key: only who holds the trial deletes its files. */
                readonly attempt?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of an artifact. */
                readonly artifact_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /**
                         * @description Opaque id of an artifact.
                         * @example art_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly id: string;
                        /** @constant */
                        readonly deleted: true;
                    };
                };
            };
        };
    };
    readonly "webhook.list": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["Webhook"][];
                    };
                };
            };
        };
    };
    readonly "webhook.create": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "name": "chat",
                 *       "url": "https://8.8.8.8/hooks/tellus",
                 *       "event_types": [
                 *         "study.finished"
                 *       ]
                 *     }
                 */
                readonly "application/json": {
                    /** @description A name people read, at most 200 characters. */
                    readonly name: string;
                    /**
                     * Format: uri
                     * @description Where events are POSTed to: https, on the public internet.
                     */
                    readonly url: string;
                    /**
                     * @description Events of this project only.
                     * @example prj_0192f0c1a2b37c8d9e0f112233445566
                     */
                    readonly project_id?: string;
                    readonly event_types?: readonly ("trial.completed" | "trial.pruned" | "trial.failed" | "trial.infeasible" | "trial.cancelled" | "trial.corrected" | "study.paused" | "study.resumed" | "study.stopped" | "study.finished" | "study.space_changed")[];
                };
            };
        };
        readonly responses: {
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly webhook: components["schemas"]["Webhook"];
                        /** @description `whsec_` and base64; shown this once. */
                        readonly secret: string;
                    };
                };
            };
        };
    };
    readonly "webhook.delete": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of a webhook. */
                readonly webhook_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /**
                         * @description Opaque id of a webhook.
                         * @example whk_0192f0c1a2b37c8d9e0f112233445566
                         */
                        readonly id: string;
                        /** @constant */
                        readonly deleted: true;
                    };
                };
            };
        };
    };
    readonly "webhook.update": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a webhook. */
                readonly webhook_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                /**
                 * @example {
                 *       "event_types": [
                 *         "study.finished",
                 *         "trial.failed"
                 *       ]
                 *     }
                 */
                readonly "application/json": {
                    /** @description A name people read, at most 200 characters. */
                    readonly name?: string;
                    /**
                     * Format: uri
                     * @description Where events are POSTed to: https, on the public internet.
                     */
                    readonly url?: string;
                    readonly project_id?: string | null;
                    readonly event_types?: readonly ("trial.completed" | "trial.pruned" | "trial.failed" | "trial.infeasible" | "trial.cancelled" | "trial.corrected" | "study.paused" | "study.resumed" | "study.stopped" | "study.finished" | "study.space_changed")[];
                    readonly enabled?: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Webhook"];
                };
            };
        };
    };
    readonly "webhook.test": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a webhook. */
                readonly webhook_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description Nothing to hand out now; ask again */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
        };
    };
    readonly "webhook.rotate-secret": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a webhook. */
                readonly webhook_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                /**
                 * @example {
                 *       "keep_old_hours": 24
                 *     }
                 */
                readonly "application/json": {
                    /**
                     * @description For how long messages are signed with both. 0 where the old one has leaked.
                     * @default 24
                     */
                    readonly keep_old_hours?: number;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly webhook: components["schemas"]["Webhook"];
                        /** @description `whsec_` and base64; shown this once. */
                        readonly secret: string;
                    };
                };
            };
        };
    };
    readonly "webhook.deliveries": {
        readonly parameters: {
            readonly query?: {
                readonly state?: "pending" | "delivered" | "dead";
                /** @description Items per page, 1 to 1,000; a page of large ones ends earlier. */
                readonly limit?: number;
                /** @description Opaque; from `next_cursor` of the page before. */
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Opaque id of a webhook. */
                readonly webhook_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["WebhookDelivery"][];
                        readonly next_cursor: string | null;
                    };
                };
            };
        };
    };
    readonly "webhook.redeliver": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Of your making; the same request with the same key is carried out once and answered alike. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @description Opaque id of a webhook. */
                readonly webhook_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "delivery_id": "dlv_0192f0c1a2b37c8d9e0f112233445566"
                 *     }
                 */
                readonly "application/json": {
                    /**
                     * @description Opaque id of a delivery of a webhook.
                     * @example dlv_0192f0c1a2b37c8d9e0f112233445566
                     */
                    readonly delivery_id: string;
                };
            };
        };
        readonly responses: {
            /** @description Nothing to hand out now; ask again */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
        };
    };
}
