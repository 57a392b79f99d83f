### Every sentence that Pilothouse says, in English. `ko.ftl` holds the same messages.
### *asterisks* make words bold and `backticks` make code; values are never marked up.

app-name = Pilothouse
close = Close
open-in-console = Open in the AWS console

## How long

duration-seconds = { $n } s
duration-minutes = { $n } min
duration-hours = { $n } h
duration-days = { $n } d

## help

help-headline = Here is what you can ask, as `/deploy …` or by mentioning me:
help-line = { $usage } · { $about }
help-footer = `/deploy help COMMAND` says more about one of them.
help-usage = *How to ask:* { $usage }

about-help = what you can ask, or one command in full
about-status = what runs, what is rolling out, what waits for approval, what failed
about-approve = approve a run that waits
about-reject = reject a run that waits
about-rollback = go back to the version before
about-continue = go on with a deployment that waits
about-history = who did what

usage-help = /deploy help [COMMAND]
usage-status = /deploy status [NAME] [--env ENV]
usage-approve = /deploy approve [PIPELINE] [--env ENV] [COMMENT…]
usage-reject = /deploy reject PIPELINE [--env ENV] REASON…
usage-rollback = /deploy rollback NAME|DEPLOYMENT [--env ENV]
usage-continue = /deploy continue NAME|DEPLOYMENT [--env ENV]
usage-history = /deploy history [NAME] [--env ENV]

help-help = Lists what you may ask. With a command, it tells of that one alone.
help-status =
    NAME is a service, `cluster/service`, a cluster, environment, application or pipeline; `*` and `?` stand for any letters, as in `payments-*`. Without a NAME you get everything, the worst first. `--env` looks at one environment alone.
help-approve = Approves the run of PIPELINE that waits; the words after it are your comment. In production you see the plan first and confirm it with a button. Without an exact PIPELINE you get a list to choose from, with your words as the comment. In a release's thread, all words are the comment. `PIPELINE in ENV` means the same as `--env ENV`.
help-reject = Rejects the run of PIPELINE that waits, at once. The reason is shown to everybody. Without an exact PIPELINE you get a list to choose from. `PIPELINE in ENV` means the same as `--env ENV`.
help-rollback = Shows the plan first: from which version to which, by which means, how fast. You confirm it. NAME is a service, `cluster/service`, an application, or all of a cluster, an environment or a glob; if it means several, you get a list to choose from. `NAME in ENV` means the same as `--env ENV`.
help-continue = Moves traffic now, ends the wait of a blue/green deployment, or passes a pause. You see what it does first and confirm it. NAME is the same as for `rollback`.
help-history = Lists what was done, by whom and with what result, refusals too.

## status

working-status = 🔎 Looking at AWS…
working-approve = 🔎 Looking at what waits for approval…
working-reject = 🔎 Looking at what waits for approval…
working-rollback = 🔎 Looking at what a rollback would do…
working-continue = 🔎 Looking at what it waits for…
working-history = 🔎 Looking it up…
working-help = 🔎 Looking up what you may do…

services-headline = *{ $n } services* in { $environments }: { $states }.
pipelines-headline =
    { $n ->
        [one] *1 pipeline*, and no service:
       *[other] *{ $n } pipelines*, and no service:
    }
nothing-seen = There is nothing to show.
health-count =
    { $health ->
        [down] { $n } down
        [failing] { $n } failing
        [rolling-back] { $n } rolling back
        [degraded] { $n } with too few tasks
        [awaiting-person] { $n } waiting for a person
        [rolling-out] { $n } rolling out
        [steady-after-failure] { $n } steady without their last deployment
        [steady] { $n } steady
       *[idle] { $n } scaled to zero
    }
health =
    { $health ->
        [down] 🔴 Down
        [failing] 🔴 Deployment failed
        [rolling-back] 🟠 Rolling back
        [degraded] 🟠 Too few tasks
        [awaiting-person] 🟡 Waits for a person
        [rolling-out] 🔵 Rolling out
        [steady-after-failure] 🟢 Steady; the last deployment did not go through
        [steady] 🟢 Steady
       *[idle] ⚪ Scaled to zero
    }
service-headline =
    { $health ->
        [down] 🔴 { $service } in { $environment } is *down*: no task runs.
        [failing] 🔴 The deployment of { $service } in { $environment } *failed*.
        [rolling-back] 🟠 { $service } in { $environment } is *rolling back*.
        [degraded] 🟠 { $service } in { $environment } runs *too few tasks*.
        [awaiting-person] 🟡 The deployment of { $service } in { $environment } *waits for a person*.
        [rolling-out] 🔵 { $service } in { $environment } is *rolling out*.
        [steady-after-failure] 🟢 { $service } in { $environment } is *steady*, but its last deployment did not go through.
        [steady] 🟢 { $service } in { $environment } is *steady*.
       *[idle] ⚪ { $service } in { $environment } is *scaled to zero*.
    }

column-service = Service
column-environment = Where
column-state = State
column-tasks = Tasks
column-version = Version

label-tasks = Tasks
label-version = Version
label-cluster = Cluster
label-approval = Waits at
label-controller = Deployed by
tasks =
    { $sides ->
        [both] { $running } running, { $desired } wanted (old and new side by side)
       *[one] { $pending ->
            [0] { $running } of { $desired } running
           *[other] { $running } of { $desired } running, { $pending } starting
        }
    }
version = { $tag } ({ $revision })
version-unknown = unknown
controller-ecs = ECS
controller-codedeploy = CodeDeploy
controller-codedeploy-application = CodeDeploy, application { $application }
controller-external = an external controller

rollout =
    { $phase ->
        [starting] getting ready
        [replacing-tasks] { $total ->
            [0] starting new tasks
           *[other] { $done } of { $total } new tasks running
        }
        [testing-traffic] { $total ->
            [0] test traffic on the new tasks
           *[other] test traffic on the new tasks ({ $done } of { $total } running)
        }
        [shifting-traffic] traffic is moving to the new tasks
        [shifting-percent] { $percent } % of traffic on the new tasks
        [awaiting-person] waiting for a person to continue it
        [baking] all traffic on the new tasks, which are being watched
        [termination-wait] all traffic on the new tasks; the old ones are kept for a quick rollback
        [cleaning-up] removing the old tasks
        [stopping] being stopped
        [rolling-back] going back to the version before
       *[failed] failed, and nothing is rolling it back
    }
rollout-since = started { $duration } ago
rollout-left = { $duration } left
rollout-line = *Deployment:* { $rollout }.

service-failure = { $service } in { $environment }: { $failure }
failure =
    { $kind ->
        [rolling-back] ↩️ The deployment failed and is being rolled back.
        [rolled-back] ↩️ The last deployment failed and was rolled back.
        [failed] ❌ The last deployment failed.
        [stopped] ⏹️ The last deployment was stopped.
       *[tasks] ⚠️ Tasks do not start or do not stay up.
    }
failure-at =
    { $kind ->
        [rolling-back] ↩️ The deployment failed { $ago } ago ({ $at }) and is being rolled back.
        [rolled-back] ↩️ The last deployment failed and was rolled back { $ago } ago ({ $at }).
        [failed] ❌ The last deployment failed { $ago } ago ({ $at }).
        [stopped] ⏹️ The last deployment was stopped { $ago } ago ({ $at }).
       *[tasks] ⚠️ Tasks do not start or do not stay up, last seen { $ago } ago ({ $at }).
    }
reason = AWS says: “{ $reason }”.

approval-run = (run { $run })
approval-waits = ✋ { $pipeline } in { $environment } *waits for approval* at { $action }.
approval-waits-since = ✋ { $pipeline } in { $environment } *waits for approval* at { $action }, for { $duration }.
pipeline-failed = ❌ { $pipeline } in { $environment } *failed* at { $stage }.
pipeline-stages = { $pipeline }: { $stages }
stage =
    { $state ->
        [waiting] ✋ { $name } (waits)
        [in-progress] 🔵 { $name } (running)
        [succeeded] ✅ { $name }
        [failed] ❌ { $name } (failed)
        [stopped] ⏹️ { $name } (stopped)
        [stopping] ⏹️ { $name } (stopping)
        [cancelled] ⏹️ { $name } (cancelled)
        [succeeded-earlier] ⚪ { $name } (not yet in this run)
       *[other] ⚪ { $name } (not run)
    }

and-more = … and { $n } more. Narrow it down: `/deploy status NAME`, a glob such as `payments-*`, or `--env ENV`.

## What could not be seen

gap-silent = ⚠️ *{ $environment }* (account { $account }): AWS did not answer in time, so this is not the whole picture.
gap-denied = ⚠️ *{ $environment }* (account { $account }): the permission { $permission } is missing for { $who }.
gap-denied-anyone = ⚠️ *{ $environment }* (account { $account }): the permission { $permission } is missing for Pilothouse's role.
gap-credentials = ⚠️ *{ $environment }* (account { $account }): AWS does not accept Pilothouse's credentials. Check its role, and who may assume it.
gap-other-account = ⚠️ *{ $environment }*: Pilothouse's credentials belong to account { $other }, not { $account }. Set `role_arn` for this environment.
gap-throttled = ⚠️ *{ $environment }* (account { $account }): AWS is throttling, so this is not the whole picture. Try again in a minute.
gap-unreachable = ⚠️ *{ $environment }* (account { $account }): AWS cannot be reached from here.
gap-failed = ⚠️ *{ $environment }* (account { $account }): AWS answered with { $error }, so this is not the whole picture.

## No

did-you-mean = Did you mean { $suggestion }?
see-help = `/deploy help` lists what you can ask.
see-help-for = { $help } shows how to ask.
refusal-unknown-command = I don't know { $typed }.
refusal-unknown-option = { $command } has no option { $option }.
refusal-not-built = { $what } is not built yet.
refusal-missing-value = { $option } needs a value after it.
refusal-too-much = { $word } is one word too many.
refusal-twice = { $option } stands there twice; give it once.
refusal-unclear = I don't understand that.
refusal-unknown-environment = There is no environment { $typed }. There are: { $known }.
refusal-no-environments = No environment is set up yet. Whoever runs Pilothouse adds one as `[[environments]]` to its settings.
refusal-nothing-named = No service, cluster, application or pipeline is called { $typed }.
refusal-nothing-named-unsure = I saw nothing called { $typed }, but I could not see everything.
refusal-missing-name = I don't know which deployment you mean: name a service, or ask in a release's thread.
refusal-missing-reason = A rejection needs a reason, for whoever wanted this release.
refusal-is-pipeline = { $typed } is a pipeline, which can't be rolled back or continued itself. Name a service that it deploys.
refusal-other-environment = { $target } is not in { $typed }, so nothing was done.
refusal-nothing-deployed-there = This release has deployed nothing in { $environment }, so nothing was done.
refusal-nothing-waits =
    { $can ->
        [one-there] No approval of { $pipeline } in { $environment } waits, so nothing was done.
        [one] No approval of { $pipeline } waits, so nothing was done.
        [any-there] No approval waits in { $environment }, so nothing was done.
       *[any] No approval waits here, so nothing was done.
    }
refusal-nothing-waits-unsure =
    { $can ->
        [one-there] I saw no approval of { $pipeline } in { $environment } that waits, but I could not see everything. Nothing was done.
        [one] I saw no approval of { $pipeline } that waits, but I could not see everything. Nothing was done.
        [any-there] I saw no approval that waits in { $environment }, but I could not see everything. Nothing was done.
       *[any] I saw no approval that waits, but I could not see everything. Nothing was done.
    }
refusal-other-team = This Pilothouse works for another Slack workspace, so it does nothing here.
refusal-team-not-known = Slack did not say which workspace you belong to, so nothing was done. Please try again in a minute.
refusal-edited = An edited message is not a new request, so nothing was done. Please send it as a new message.
refusal-unreadable-payload = Slack sent something that I cannot read, so nothing was done. Please try again.
refusal-not-current = This button is not current any more, so nothing was done. `/deploy status` shows how things are.
refusal-not-allowed =
    { $can ->
        [somebody] This needs a grant to { $action }, and you have none. These may: { $who }.
       *[nobody] This needs a grant to { $action }, and nobody has one. Whoever runs Pilothouse adds it as `[[grants]]` to its settings.
    }
refusal-unplaced = That is so in { $environment }, where this may be.
refusal-groups-unknown = Slack did not say just now who is in these groups; if you are, try again in a moment.
refusal-already-taken =
    { $over ->
        [yes] { $who } was first and has settled this ({ $at }), so nothing more was done.
       *[no] { $who } was first and is on it ({ $at }), so nothing more was done.
    }
refusal-already-answered =
    { $named ->
        [yes] { $answer ->
            [yes] { $who } has approved this already, so nothing was done.
           *[no] { $who } has rejected this already, so nothing was done.
        }
       *[no] { $answer ->
            [yes] Somebody has approved this already, so nothing was done.
           *[no] Somebody has rejected this already, so nothing was done.
        }
    }
refusal-approval-expired = Nobody answered this approval in time, so it has failed, and nothing was done. A new run of the pipeline asks again.
refusal-approval-gone = This approval does not wait any more: its run was stopped, or a newer one took its place. Nothing was done.
refusal-not-waiting = This deployment does not wait for that any more, so nothing was done.
refusal-rollback-external = This service is deployed by something other than ECS and CodeDeploy, which alone can roll it back. Nothing was done.
refusal-rollback-cloudformation = CloudFormation made this deployment, so it must be rolled back there. Nothing was done.
refusal-already-rolling-back = This deployment is being rolled back already, so nothing more was done.
refusal-rollback-while-stopping = This deployment is being stopped just now. Try again when it has stopped; nothing was done.
refusal-already-rolled-back =
    { $named ->
        [yes] This deployment was rolled back already, and { $runs } runs. Nothing was done.
       *[no] This deployment was rolled back already. Nothing was done.
    }
refusal-rollback-failed-before = Rolling this back has failed before, so nothing was done: look at the service in the AWS console.
refusal-nothing-to-roll-back = This deployment ended without replacing what ran before, so there is nothing to roll back.
refusal-another-in-motion = Another deployment of the same service is on its way ({ $id }). Roll that one back, or wait for it; nothing was done.
refusal-no-earlier-version = AWS knows no earlier version of this service that succeeded, so there is nothing to go back to. Nothing was done.
refusal-plan-changed = Things have moved on since you were asked, so nothing was done yet. This is what would be done now:
refusal-not-done = AWS did not do it: { $why } Nothing has changed.
refusal-not-known = I could not learn from AWS how things stand, so nothing was done: { $why }
refusal-not-stored = I could not write this down, so nothing was done. Please click again.
refusal-too-late = This was asked just before Pilothouse was restarted, and nothing was done. If you still want it, ask again.
refusal-busy = I am busy with too many questions at once. Please ask again in a moment.
refusal-slow = This takes longer than it should; the release's message tells how it came out.
refusal-no-modal = Slack did not open the dialog, so nothing was done. Please click again.
refusal-about = { $target }: { $refusal }

## Why AWS did not

why-silent = AWS did not answer in time.
why-denied = the permission { $permission } is missing for { $who }.
why-denied-anyone = the permission { $permission } is missing for Pilothouse's role.
why-credentials = AWS does not accept Pilothouse's credentials.
why-other-account = Pilothouse's credentials belong to account { $other }.
why-throttled = AWS is throttling; try again in a minute.
why-unreachable = AWS cannot be reached from here.
why-failed = AWS answered with { $error }.

## A release in a channel

release-headline =
    { $state ->
        [running] 🔵 *{ $what }* in { $where }: { $version } is on its way.
        [awaiting-approval] ✋ *{ $what }* in { $where }: { $version } *waits for approval*.
        [awaiting-person] ✋ *{ $what }* in { $where }: { $version } *waits for somebody to continue it*.
        [stopping] ⏹️ *{ $what }* in { $where }: { $version } is being stopped.
        [rolling-back] ↩️ *{ $what }* in { $where }: { $version } did not go well and is *being rolled back*.
        [rolling-back-by-hand] ↩️ *{ $what }* in { $where }: { $version } is *being rolled back*.
        [succeeded] ✅ *{ $what }* in { $where }: { $version } is deployed.
        [stopped] ⏹️ *{ $what }* in { $where }: { $version } was *stopped* before it was through.
        [rejected] 🚫 *{ $what }* in { $where }: { $version } was *rejected*.
        [expired] ⌛ *{ $what }* in { $where }: nobody approved { $version } in time, so it *was not deployed*.
        [superseded] ⏭️ *{ $what }* in { $where }: { $version } was overtaken by a newer one and goes no further.
        [canceled] ⏹️ *{ $what }* in { $where }: { $version } was canceled.
        [lost] ❔ *{ $what }* in { $where }: how { $version } ended is not known; AWS does not show it any more.
        [rolled-back] ↩️ *{ $what }* in { $where }: { $version } failed and was *rolled back*.
        [rolled-back-by-hand] ↩️ *{ $what }* in { $where }: { $version } was *rolled back*.
        [rollback-failed] 🔴 *{ $what }* in { $where }: { $version } failed, and *rolling it back failed too*. Somebody must look.
       *[failed] ❌ *{ $what }* in { $where }: { $version } *failed*.
    }
release-something = A release
release-of-application = CodeDeploy application { $application }
release-of-deployment = CodeDeploy deployment { $id }
release-new-version = a new version
release-absorbed = ➡️ This is a part of *{ $what }* and is told in { $message }.
release-absorbed-into = the message about that
release-about = *{ $what }*: { $sentence }
release-unknown = ⚠️ An event of AWS says so; AWS itself, when asked, does not know of it.
release-doubtful = ⚠️ An event of AWS says so; AWS itself has not answered yet when asked.
release-replayed = 🧪 Replayed: AWS does not know it.
release-unasked = ⚠️ An event of AWS says so; AWS itself does not let me see all that I would ask about it.
environment-unknown = an unknown environment ({ $names })
environment-missing =
    { $can ->
        [add] ❔ Environment unknown: add `applications` to whichever of { $names } this belongs to. What is missing there: { $application }.
       *[wait] ❔ Environment unknown: it is one of { $names }, and AWS has not said in which cluster this is.
    }
release-unseen =
    { $what ->
        [owner] 🔒 Which pipeline's run this belongs to, if any, is not known: { $why }
        [run] 🔒 How the run stands is known from events alone: { $why }
        [actions] 🔒 What the run's actions do is known from events alone: { $why }
        [stages] 🔒 Which stages are to come is not known: { $why }
        [deployment] 🔒 How the deployment stands is known from events alone: { $why }
        [listed] 🔒 How the deployment stands is known from its service's own list alone: { $why }
        [service] 🔒 Which service is deployed is not known: { $why }
        [progress] 🔒 How far the deployment has come is not known: { $why }
        [version] 🔒 Which version is deployed is not known: { $why }
        [image] 🔒 Which image is deployed is not known: { $why }
        [all] 🔒 This is known from events alone: { $why }
       *[some] 🔒 Not everything is known: { $why }
    }

release-asked = { $action } waits for somebody to say yes or no.
release-asked-until = { $action } waits for somebody to say yes or no, until { $until }.
release-review = Review
release-quoted = “{ $text }”
release-answered =
    { $state ->
        [approved] { $action } was approved.
        [rejected] { $action } was rejected.
        [expired] { $action } was not answered in time.
        [refused] { $action } was rejected, or not answered in time.
       *[ended] { $action } ended without an answer.
    }
release-answered-by =
    { $state ->
        [approved] { $action } was approved by { $who }.
        [rejected] { $action } was rejected by { $who }.
       *[ended] { $action } was ended by { $who }.
    }
release-waits-until = It waits until { $until }.
release-no-longer-waits = it no longer waits for anybody.
release-stop-waits = AWS is stopping it, but only once somebody has answered its approval.
release-failed-in = It failed at { $stage }.
release-failed-at = It failed at { $stage }, { $action }.
release-error = AWS calls it { $error }.
release-changed = This is no longer so; the message above tells how things stand.
release-retried = It has been tried again since; the message above tells how that goes.

release-stage =
    { $state ->
        [waiting] ✋ { $name } (waits for approval)
        [running] 🔵 { $name } (running)
        [succeeded] ✅ { $name }
        [failed] ❌ { $name } (failed)
        [rolled-back] ↩️ { $name } (failed, rolled back)
        [stopped] ⏹️ { $name } (stopped)
        [skipped] ⚪ { $name } (not reached)
        [lost] ❔ { $name } (not known)
       *[ahead] ⚪ { $name }
    }
release-since = since { $at }
release-below = ┗ { $line }
release-deployment =
    { $state ->
        [running] 🔵 { $what } → { $where }
        [awaiting-person] ✋ { $what } → { $where }
        [stopping] ⏹️ { $what } → { $where }
        [rolling-back] ↩️ { $what } → { $where }
        [succeeded] ✅ { $what } → { $where }, deployed
        [stopped] ⏹️ { $what } → { $where }, stopped
        [rolled-back] ↩️ { $what } → { $where }, rolled back
        [rollback-failed] 🔴 { $what } → { $where }, rollback failed
        [lost] ❔ { $what } → { $where }, not known any more
       *[failed] ❌ { $what } → { $where }, failed
    }
release-phase =
    { $phase ->
        [starting] getting ready
        [replacing-tasks] starting new tasks
        [testing-traffic] test traffic on the new tasks
        [shifting-traffic] traffic is moving to the new tasks
        [awaiting-person] waiting for a person to continue it
        [baking] all traffic on the new tasks, which are being watched
        [termination-wait] all traffic on the new tasks; the old ones are kept for a quick rollback
        [cleaning-up] removing the old tasks
        [stopping] being stopped
        [rolling-back] going back to the version before
       *[failed] failed, and nothing is rolling it back
    }
release-settling = an event says that it has ended; AWS is being asked
release-runs-again = { $version } runs again
release-until = until { $until } (at most { $left } left)

release-deed =
    { $state ->
        [claimed] { $verb ->
            [approve] ⏳ { $who } is approving this.
            [reject] ⏳ { $who } is rejecting this.
            [continue] ⏳ { $who } lets it go on.
           *[rollback] ⏳ { $who } is rolling this back to { $version }.
        }
        [unclear] { $verb ->
            [approve] ⚠️ { $who } approved this, but AWS has not answered: whether it was done is not known yet. I keep asking.
            [reject] ⚠️ { $who } rejected this, but AWS has not answered: whether it was done is not known yet. I keep asking.
            [continue] ⚠️ { $who } let it go on, but AWS has not answered: whether it was done is not known yet. I keep asking.
           *[rollback] ⚠️ { $who } asked AWS to roll this back to { $version }, but AWS has not answered: whether it was done is not known yet. I keep asking.
        }
        [dropped] { $verb ->
            [approve] { $who } wanted to approve this, and it was not done.
            [reject] { $who } wanted to reject this, and it was not done.
            [continue] { $who } wanted it to go on, and it was not done.
           *[rollback] { $who } wanted to roll this back, and it was not done.
        }
        [over] { $verb ->
            [approve] ✅ Approved by { $who }.
            [reject] 🚫 Rejected by { $who }.
            [continue] ▶️ { $who } let it go on.
           *[rollback] ↩️ Rolled back to { $version } by { $who }.
        }
        [asked] { $verb ->
            [approve] ✅ Approved by { $who }.
            [reject] 🚫 Rejected by { $who }.
            [continue] ▶️ { $who } let it go on.
           *[rollback] ↩️ { $who } asked AWS to roll this back to { $version }.
        }
       *[done] { $verb ->
            [approve] ✅ Approved by { $who }.
            [reject] 🚫 Rejected by { $who }.
            [continue] ▶️ { $who } let it go on.
           *[rollback] ↩️ { $who } rolls this back to { $version }.
        }
    }
release-version-before = the version before

## What can be clicked

button-approve = Approve
button-approve-comment = Approve with comment…
button-reject = Reject
button-rollback = Roll back
button-continue = Continue
button-end-wait = End the wait…
button-refresh = Refresh
plan-headline = ↩️ Roll back *{ $what }* in { $where } to { $version }?
plan-label-means = How
plan-means =
    { $kind ->
        [stop-deployment] CodeDeploy stops this deployment and takes it back
        [create-deployment] CodeDeploy deploys the version before, as a new deployment
        [stop-service-deployment] ECS stops this deployment and takes it back
       *[update-service] ECS deploys the version before, as a new deployment
    }
plan-label-speed = How fast
plan-speed =
    { $speed ->
        [instant] At once: the old tasks still run
       *[minutes] Minutes: tasks of the old version have to start first
    }
going-on =
    { $kind ->
        [ready] ▶️ Let *{ $what }* in { $where } go on? Production traffic moves to { $version }.
        [termination] ▶️ End the wait of *{ $what }* in { $where }? The old tasks stop, and with them goes the *instant rollback*: from then on, going back takes minutes.
       *[hook] ▶️ Let *{ $what }* in { $where } go on? It waits at a pause hook with { $version }.
    }
target = *{ $what }* in { $where }
target-in-cluster = *{ $what }* in { $where } (cluster { $cluster })
acted =
    { $verb ->
        [approve] ✅ Approved: { $target } goes on.
        [reject] 🚫 Rejected: { $target } goes no further.
        [rollback] ↩️ AWS is rolling back { $target }. The release's message tells how it goes.
        [refresh] 🔄 I am asking AWS about { $target }; the message shows what it says.
       *[continue] ▶️ { $target } goes on.
    }
acted-unclear =
    { $verb ->
        [approve] ⚠️ AWS was asked to approve { $target } and has not answered. The release's message tells as soon as it is known.
        [reject] ⚠️ AWS was asked to reject { $target } and has not answered. The release's message tells as soon as it is known.
        [rollback] ⚠️ AWS was asked to roll back { $target } and has not answered. The release's message tells as soon as it is known.
        [refresh] ⚠️ AWS has not answered.
       *[continue] ⚠️ AWS was asked to let { $target } go on and has not answered. The release's message tells as soon as it is known.
    }
modal-title =
    { $verb ->
        [approve] Approve
        [reject] Reject
        [rollback] Roll back
       *[continue] Continue
    }
modal-comment =
    { $verb ->
        [approve] Comment
       *[reject] Reason
    }
modal-looking = ⏳ Looking at AWS…
modal-working = ⏳ On it…
modal-answer =
    { $verb ->
        [approve] Approve { $target }?
       *[reject] Reject { $target }? Its run fails with your reason.
    }
confirm-title =
    { $verb ->
        [approve] Approve for production?
       *[continue] Continue in production?
    }
confirm-text =
    { $verb ->
        [approve] { $version } of { $what } goes on towards production ({ $where }).
       *[continue] Production traffic of { $what } ({ $where }) moves to { $version }.
    }
confirm-yes =
    { $verb ->
        [approve] Approve
       *[continue] Continue
    }
confirm-no = Not now

release-label-change = Change
release-label-started = Started
release-label-took = Took
release-by = by { $who }
release-started-by = { $at } by { $who }
release-means =
    { $kind ->
        [rolling] ECS, task by task
        [blue-green] ECS, blue/green
       *[codedeploy] CodeDeploy, blue/green
    }
release-open = Open in AWS:
release-page =
    { $kind ->
        [pipeline] pipeline run
        [deployment] deployment
        [way-back] rollback
        [details] what failed
       *[service] service
    }

## News that is no release's own

notice-alarm =
    { $state ->
        [alarm] 🚨 *{ $alarm }* in { $where } is in *alarm*.
        [back] ✅ *{ $alarm }* in { $where } is *OK* again.
        [over] ✅ *{ $alarm }* in { $where } was in alarm for { $took } and is *OK* again.
       *[no-data] ❔ *{ $alarm }* in { $where } was in alarm and now gets *no data*.
    }
notice-alarm-again = It has gone into alarm { $n } times since { $since }.
notice-suppressed = Its actions are suppressed by { $by }.
notice-beside = On the same service: { $headline }
notice-deaths =
    { $n ->
        [one] 🔴 A task of *{ $service }* in { $where } *died*, outside a deployment.
       *[other] 🔴 *{ $n } tasks* of *{ $service }* in { $where } have *died* since { $since }, outside a deployment.
    }
notice-deaths-within =
    { $n ->
        [one] 🔴 A task of *{ $service }* in { $where } *died*.
       *[other] 🔴 *{ $n } tasks* of *{ $service }* in { $where } have *died* since { $since }.
    }
notice-so-often = { $n } × { $why }
notice-more-reasons =
    { $n ->
        [one] … and one other reason
       *[other] … and { $n } other reasons
    }
notice-no-reason = AWS names no reason.
notice-exited = (container { $container }, exit code { $code })
notice-container = (container { $container })
notice-trouble =
    { $kind ->
        [placement] ⚠️ ECS finds *no place for tasks* of *{ $service }* in { $where } ({ $name }).
        [start] ⚠️ Tasks of *{ $service }* in { $where } *do not start*, again and again ({ $name }).
        [configuration] ⚠️ Tasks of *{ $service }* in { $where } cannot start: *their configuration is wrong* ({ $name }).
        [discovery] ⚠️ Service discovery finds a task of *{ $service }* in { $where } *unhealthy* ({ $name }).
       *[other] ⚠️ ECS has *trouble* with *{ $service }* in { $where }: { $name }.
    }
notice-somewhere = an unnamed account
notice-times = { $n } times since { $since }
notice-build = ❌ The build of *{ $project }* in { $where } *failed*, outside a pipeline.
notice-build-within = ❌ The build of *{ $project }* in { $where } *failed*.
notice-build-phase = It failed at { $phase }.
notice-push =
    { $kind ->
        [tag-by] 🏷️ { $who } pushed the tag { $reference } to *{ $repository }* in { $where } ({ $commit }).
        [tag] 🏷️ The tag { $reference } was pushed to *{ $repository }* in { $where } ({ $commit }).
        [branch-by] ⬆️ { $who } pushed { $commit } to { $reference } of *{ $repository }* in { $where }.
       *[branch] ⬆️ { $commit } was pushed to { $reference } of *{ $repository }* in { $where }.
    }
notice-scan = 🛡️ The scan of *{ $image }* in { $where } found vulnerabilities: *{ $critical } critical*, { $high } high.
notice-approval =
    { $state ->
        [over] ⌛ *{ $pipeline }* in { $where } waited for an approval; the time for it is *over*.
       *[waits] ✋ *{ $pipeline }* in { $where } *waits for approval*.
    }
notice-custom = 💬 *{ $title }*
notice-custom-untitled = 💬 A notification:
notice-next-steps = *Next steps:*
notice-label =
    { $kind ->
        [version] Version
        [started-by] Started by
        [build] Build
       *[resources] Resources
    }
notice-page =
    { $kind ->
        [alarm] alarm
        [service] service
        [log] build log
        [commit] commit
        [repository] images
       *[pipeline] pipeline
    }

## What was done

choose-approval =
    { $kind ->
        [unnamed] No pipeline is called { $typed }, so nothing was done. Which one?
        [unnamed-unsure] I saw no pipeline called { $typed }, but I could not see everything. Nothing was done. Which one?
        [doubtful] { $typed } may be a name or a part of your text, so nothing was done. Which one?
        [same-name] More than one approval may be meant by { $typed }. Which one?
        [hidden] I could not see everything, so nothing was done. Is it this one?
        [not-here] This release has no pipeline that waits, so nothing was done. Which one?
       *[several] More than one approval waits. Which one?
    }
choose-deployment =
    { $kind ->
        [named] More than one deployment may be meant by { $typed }. Which one?
       *[here] This release has more than one deployment. Which one?
    }
choose-comment = Each button carries your text: “{ $comment }”
choose-more = … and { $n } more. Narrow it down with a name, or with `--env ENV`.
choose-one =
    { $verb ->
        [rollback] Roll back { $typed }
       *[continue] Continue { $typed }
    }
answer-one =
    { $verb ->
        [approve] Approve { $pipeline } in { $environment }: { $action }
       *[reject] Reject { $pipeline } in { $environment }: { $action }
    }
history-headline = What was done through Pilothouse, the newest first:
history-nothing = Nothing of this was done through Pilothouse yet.
history-done =
    { $verb ->
        [approve] ✅ { $at }: { $who } approved *{ $what }* in { $where }
        [reject] 🚫 { $at }: { $who } rejected *{ $what }* in { $where }
        [rollback] ↩️ { $at }: { $who } rolled back *{ $what }* in { $where }
       *[continue] ▶️ { $at }: { $who } let *{ $what }* in { $where } go on
    }
history-not-done =
    { $verb ->
        [approve] ⚪ { $at }: { $who } wanted to approve *{ $what }* in { $where }
        [reject] ⚪ { $at }: { $who } wanted to reject *{ $what }* in { $where }
        [rollback] ⚪ { $at }: { $who } wanted to roll back *{ $what }* in { $where }
       *[continue] ⚪ { $at }: { $who } wanted *{ $what }* in { $where } to go on
    }
history-why =
    { $result ->
        [not-allowed] refused: no grant
        [already-taken] somebody else was first
        [already-answered] it was answered already
        [not-waiting] it no longer waited
        [not-ours] something else deploys it
        [already-rolled-back] it was rolled back already
        [in-motion] another deployment was on its way
        [nothing-to-roll-back] there was nothing to go back to
        [not-known] AWS did not say how things stood
        [not-done] AWS did not do it
       *[not-current] it was not current any more
    }
