### Pilothouse가 하는 모든 말, 한국어. `en.ftl`과 같은 메시지를 담는다.

app-name = Pilothouse
close = 닫기
open-in-console = AWS 콘솔에서 열기

## 시간

duration-seconds = { $n }초
duration-minutes = { $n }분
duration-hours = { $n }시간
duration-days = { $n }일

## help

help-headline = `/deploy …` 명령이나 멘션으로 이렇게 물어보실 수 있습니다:
help-line = { $usage } · { $about }
help-footer = `/deploy help COMMAND`로 명령 하나를 자세히 볼 수 있습니다.
help-usage = *사용법:* { $usage }

about-help = 사용할 수 있는 명령, 또는 명령 하나의 자세한 설명
about-status = 실행 중인 것, 배포 중인 것, 승인 대기 중인 것, 실패한 것
about-approve = 승인 대기 중인 실행을 승인
about-reject = 승인 대기 중인 실행을 거절
about-rollback = 이전 버전으로 되돌리기
about-continue = 대기 중인 배포를 계속 진행
about-history = 누가 무엇을 했는지

usage-help = /deploy help [COMMAND]
usage-status = /deploy status [NAME] [--env ENV]
usage-approve = /deploy approve [PIPELINE] [--env ENV] [COMMENT…]
usage-reject = /deploy reject PIPELINE [--env ENV] REASON…
usage-rollback = /deploy rollback NAME|DEPLOYMENT [--env ENV]
usage-continue = /deploy continue NAME|DEPLOYMENT [--env ENV]
usage-history = /deploy history [NAME] [--env ENV]

help-help = 사용할 수 있는 명령을 보여 드립니다. 명령을 함께 쓰면 그 명령만 자세히 설명합니다.
help-status =
    NAME은 서비스, `cluster/service`, 클러스터, 환경, 애플리케이션 또는 파이프라인입니다. `payments-*`처럼 `*`와 `?`를 쓸 수 있습니다. NAME을 생략하면 전체를 심각한 것부터 보여 드립니다. `--env`를 쓰면 그 환경만 봅니다.
help-approve = 승인 대기 중인 PIPELINE의 실행을 승인합니다. 그 뒤에 적은 내용은 의견이 됩니다. 프로덕션에서는 먼저 계획을 보여 드리고, 버튼으로 확인하시면 승인합니다. PIPELINE 이름이 정확하지 않으면 목록에서 고르실 수 있고, 적으신 내용은 의견이 됩니다. 릴리스의 스레드에서는 적으신 내용 전체가 의견입니다. `PIPELINE in ENV`는 `--env ENV`와 같습니다.
help-reject = 승인 대기 중인 PIPELINE의 실행을 바로 거절합니다. 이유는 모두에게 보입니다. PIPELINE 이름이 정확하지 않으면 목록에서 고르실 수 있습니다. `PIPELINE in ENV`는 `--env ENV`와 같습니다.
help-rollback = 어느 버전에서 어느 버전으로, 어떤 방법으로, 얼마나 빨리 롤백할지 먼저 보여 드립니다. 확인하시면 진행합니다. NAME은 서비스, `cluster/service`, 애플리케이션이거나 클러스터, 환경, 글로브 전체입니다. 여러 개에 해당하면 목록에서 고르실 수 있습니다. `NAME in ENV`는 `--env ENV`와 같습니다.
help-continue = 지금 트래픽을 옮기거나, 블루/그린 배포의 대기를 끝내거나, 일시 정지된 배포를 계속합니다. 무엇을 하는지 먼저 보여 드리고, 확인하시면 진행합니다. NAME은 `rollback`과 같습니다.
help-history = 누가 무엇을 했고 결과가 어땠는지, 거절된 요청까지 보여 드립니다.

## status

working-status = 🔎 AWS를 확인하고 있습니다…
working-approve = 🔎 승인 대기 중인 배포를 확인하고 있습니다…
working-reject = 🔎 승인 대기 중인 배포를 확인하고 있습니다…
working-rollback = 🔎 롤백하면 어떻게 되는지 확인하고 있습니다…
working-continue = 🔎 무엇을 기다리는지 확인하고 있습니다…
working-history = 🔎 찾아보고 있습니다…
working-help = 🔎 어떤 명령을 쓰실 수 있는지 확인하고 있습니다…

services-headline = { $environments }의 *서비스 { $n }개*: { $states }.
pipelines-headline = 서비스는 없고, *파이프라인 { $n }개*가 있습니다:
nothing-seen = 보여 드릴 것이 없습니다.
health-count =
    { $health ->
        [down] 중단 { $n }개
        [failing] 배포 실패 { $n }개
        [rolling-back] 롤백 중 { $n }개
        [degraded] 태스크 부족 { $n }개
        [awaiting-person] 확인 대기 { $n }개
        [rolling-out] 배포 중 { $n }개
        [steady-after-failure] 정상(마지막 배포 미반영) { $n }개
        [steady] 정상 { $n }개
       *[idle] 태스크 없이 축소됨 { $n }개
    }
health =
    { $health ->
        [down] 🔴 중단
        [failing] 🔴 배포 실패
        [rolling-back] 🟠 롤백 중
        [degraded] 🟠 태스크 부족
        [awaiting-person] 🟡 확인 대기
        [rolling-out] 🔵 배포 중
        [steady-after-failure] 🟢 정상(마지막 배포 미반영)
        [steady] 🟢 정상
       *[idle] ⚪ 태스크 없이 축소됨
    }
service-headline =
    { $health ->
        [down] 🔴 { $environment }의 { $service }: *중단*되었습니다. 실행 중인 태스크가 없습니다.
        [failing] 🔴 { $environment }의 { $service }: 배포가 *실패*했습니다.
        [rolling-back] 🟠 { $environment }의 { $service }: *롤백 중*입니다.
        [degraded] 🟠 { $environment }의 { $service }: *태스크가 부족*합니다.
        [awaiting-person] 🟡 { $environment }의 { $service }: 배포가 *사람의 확인을 기다리고 있습니다*.
        [rolling-out] 🔵 { $environment }의 { $service }: *배포 중*입니다.
        [steady-after-failure] 🟢 { $environment }의 { $service }: *정상*이지만 마지막 배포는 반영되지 않았습니다.
        [steady] 🟢 { $environment }의 { $service }: *정상*입니다.
       *[idle] ⚪ { $environment }의 { $service }: 태스크 없이 *축소*되어 있습니다.
    }

column-service = 서비스
column-environment = 위치
column-state = 상태
column-tasks = 태스크
column-version = 버전

label-tasks = 태스크
label-version = 버전
label-cluster = 클러스터
label-approval = 승인 작업
label-controller = 배포 방식
tasks =
    { $sides ->
        [both] { $running }개 실행 중, { $desired }개 필요(이전 태스크와 새 태스크가 함께 실행 중)
       *[one] { $pending ->
            [0] { $desired }개 중 { $running }개 실행 중
           *[other] { $desired }개 중 { $running }개 실행 중, { $pending }개 시작 중
        }
    }
version = { $tag } ({ $revision })
version-unknown = 알 수 없음
controller-ecs = ECS
controller-codedeploy = CodeDeploy
controller-codedeploy-application = CodeDeploy, 애플리케이션 { $application }
controller-external = 외부 컨트롤러

rollout =
    { $phase ->
        [starting] 준비하는 중
        [replacing-tasks] { $total ->
            [0] 새 태스크를 시작하는 중
           *[other] 새 태스크 { $total }개 중 { $done }개 실행 중
        }
        [testing-traffic] { $total ->
            [0] 새 태스크에 테스트 트래픽을 보내는 중
           *[other] 새 태스크에 테스트 트래픽을 보내는 중({ $total }개 중 { $done }개 실행 중)
        }
        [shifting-traffic] 트래픽을 새 태스크로 옮기는 중
        [shifting-percent] 트래픽의 { $percent }%가 새 태스크로 이동
        [awaiting-person] 계속하려면 사람의 확인이 필요함
        [baking] 모든 트래픽이 새 태스크로 이동, 지켜보는 중
        [termination-wait] 모든 트래픽이 새 태스크로 이동, 빠른 롤백을 위해 이전 태스크를 유지하는 중
        [cleaning-up] 이전 태스크를 정리하는 중
        [stopping] 중지하는 중
        [rolling-back] 이전 버전으로 되돌리는 중
       *[failed] 실패했고 롤백은 진행되지 않음
    }
rollout-since = { $duration } 전에 시작
rollout-left = { $duration } 남음
rollout-line = *배포:* { $rollout }.

service-failure = { $environment }의 { $service }: { $failure }
failure =
    { $kind ->
        [rolling-back] ↩️ 배포가 실패하여 롤백하고 있습니다.
        [rolled-back] ↩️ 마지막 배포가 실패하여 롤백되었습니다.
        [failed] ❌ 마지막 배포가 실패했습니다.
        [stopped] ⏹️ 마지막 배포가 중지되었습니다.
       *[tasks] ⚠️ 태스크가 시작되지 않거나 곧 종료됩니다.
    }
failure-at =
    { $kind ->
        [rolling-back] ↩️ { $ago } 전에 배포가 실패하여 롤백하고 있습니다 ({ $at }).
        [rolled-back] ↩️ { $ago } 전에 마지막 배포가 실패하여 롤백되었습니다 ({ $at }).
        [failed] ❌ { $ago } 전에 마지막 배포가 실패했습니다 ({ $at }).
        [stopped] ⏹️ { $ago } 전에 마지막 배포가 중지되었습니다 ({ $at }).
       *[tasks] ⚠️ 태스크가 시작되지 않거나 곧 종료됩니다. 마지막으로 { $ago } 전에 확인되었습니다 ({ $at }).
    }
reason = AWS의 설명: “{ $reason }”

approval-run = (실행 { $run })
approval-waits = ✋ { $environment }의 { $pipeline }: { $action }에서 *승인을 기다리고 있습니다*.
approval-waits-since = ✋ { $environment }의 { $pipeline }: { $action }에서 { $duration }째 *승인을 기다리고 있습니다*.
pipeline-failed = ❌ { $environment }의 { $pipeline }: { $stage }에서 *실패*했습니다.
pipeline-stages = { $pipeline }: { $stages }
stage =
    { $state ->
        [waiting] ✋ { $name } (대기)
        [in-progress] 🔵 { $name } (진행 중)
        [succeeded] ✅ { $name }
        [failed] ❌ { $name } (실패)
        [stopped] ⏹️ { $name } (중지됨)
        [stopping] ⏹️ { $name } (중지 중)
        [cancelled] ⏹️ { $name } (취소됨)
        [succeeded-earlier] ⚪ { $name } (이번 실행에서는 아직)
       *[other] ⚪ { $name } (실행 전)
    }

and-more = … 외 { $n }개. `/deploy status NAME`, `payments-*` 같은 패턴, 또는 `--env ENV`로 범위를 좁혀 보세요.

## 볼 수 없었던 것

gap-silent = ⚠️ *{ $environment }* (계정 { $account }): AWS가 제때 응답하지 않아 일부 정보가 빠져 있습니다.
gap-denied = ⚠️ *{ $environment }* (계정 { $account }): { $who }에 { $permission } 권한이 없습니다.
gap-denied-anyone = ⚠️ *{ $environment }* (계정 { $account }): Pilothouse의 역할에 { $permission } 권한이 없습니다.
gap-credentials = ⚠️ *{ $environment }* (계정 { $account }): AWS가 Pilothouse의 자격 증명을 받아들이지 않습니다. 역할과 그 역할의 신뢰 정책을 확인해 주세요.
gap-other-account = ⚠️ *{ $environment }*: Pilothouse의 자격 증명이 { $account } 계정이 아닌 { $other } 계정의 것입니다. 이 환경에 `role_arn`을 설정해 주세요.
gap-throttled = ⚠️ *{ $environment }* (계정 { $account }): AWS가 요청을 제한하고 있어 일부 정보가 빠져 있습니다. 잠시 후 다시 시도해 주세요.
gap-unreachable = ⚠️ *{ $environment }* (계정 { $account }): 여기에서 AWS에 연결할 수 없습니다.
gap-failed = ⚠️ *{ $environment }* (계정 { $account }): AWS가 { $error } 오류로 응답하여 일부 정보가 빠져 있습니다.

## 거절

did-you-mean = 혹시 이것을 찾으셨나요? { $suggestion }
see-help = 사용할 수 있는 명령은 `/deploy help`로 볼 수 있습니다.
see-help-for = 사용법은 { $help } 명령으로 볼 수 있습니다.
refusal-unknown-command = { $typed } 명령은 없습니다.
refusal-unknown-option = { $command } 명령에는 { $option } 옵션이 없습니다.
refusal-not-built = { $what } 기능은 아직 만들어지지 않았습니다.
refusal-missing-value = { $option } 옵션 뒤에 값이 필요합니다.
refusal-too-much = { $word } 부분은 필요하지 않습니다.
refusal-twice = { $option } 옵션이 두 번 있습니다. 한 번만 써 주세요.
refusal-unclear = 이해하지 못했습니다.
refusal-unknown-environment = { $typed } 환경은 없습니다. 사용할 수 있는 환경: { $known }.
refusal-no-environments = 설정된 환경이 아직 없습니다. Pilothouse를 운영하는 분이 설정에 `[[environments]]`를 추가해야 합니다.
refusal-nothing-named = 이름이 { $typed }인 서비스, 클러스터, 애플리케이션, 파이프라인이 없습니다.
refusal-nothing-named-unsure = 이름이 { $typed }인 것을 찾지 못했지만, 일부는 확인할 수 없었습니다.
refusal-missing-name = 어느 배포인지 알 수 없습니다. 서비스 이름을 적거나 릴리스의 스레드에서 요청해 주세요.
refusal-missing-reason = 거절하려면 이 릴리스를 원한 사람을 위해 이유를 적어 주세요.
refusal-is-pipeline = { $typed }: 파이프라인 자체는 롤백하거나 계속 진행할 수 없습니다. 이 파이프라인이 배포하는 서비스의 이름을 적어 주세요.
refusal-other-environment = { $typed } 환경에 있는 대상이 아니어서 처리하지 않았습니다: { $target }.
refusal-nothing-deployed-there = 이 릴리스가 { $environment } 환경에 배포한 것이 없어 처리하지 않았습니다.
refusal-nothing-waits =
    { $can ->
        [one-there] { $environment }의 { $pipeline }에는 대기 중인 승인이 없어 처리하지 않았습니다.
        [one] { $pipeline }에는 대기 중인 승인이 없어 처리하지 않았습니다.
        [any-there] { $environment } 환경에는 대기 중인 승인이 없어 처리하지 않았습니다.
       *[any] 대기 중인 승인이 없어 처리하지 않았습니다.
    }
refusal-nothing-waits-unsure =
    { $can ->
        [one-there] { $environment }의 { $pipeline }에서 대기 중인 승인을 찾지 못했지만, 일부는 확인할 수 없었습니다. 처리하지 않았습니다.
        [one] { $pipeline }에서 대기 중인 승인을 찾지 못했지만, 일부는 확인할 수 없었습니다. 처리하지 않았습니다.
        [any-there] { $environment } 환경에서 대기 중인 승인을 찾지 못했지만, 일부는 확인할 수 없었습니다. 처리하지 않았습니다.
       *[any] 대기 중인 승인을 찾지 못했지만, 일부는 확인할 수 없었습니다. 처리하지 않았습니다.
    }
refusal-other-team = 이 Pilothouse는 다른 Slack 워크스페이스를 위한 것이라 여기서는 아무것도 하지 않습니다.
refusal-team-not-known = 소속 워크스페이스를 Slack에서 확인하지 못해 처리하지 않았습니다. 잠시 후 다시 시도해 주세요.
refusal-edited = 수정한 메시지는 새 요청으로 처리하지 않습니다. 새 메시지로 다시 보내 주세요.
refusal-unreadable-payload = Slack이 보낸 내용을 읽을 수 없어 아무것도 하지 않았습니다. 다시 시도해 주세요.
refusal-not-current = 이 버튼은 더 이상 유효하지 않아 아무것도 하지 않았습니다. `/deploy status`로 지금 상태를 볼 수 있습니다.
refusal-not-allowed =
    { $can ->
        [somebody] { $action } 권한이 필요한데, 권한이 없으십니다. 할 수 있는 사람: { $who }.
       *[nobody] { $action } 권한이 필요한데, 가진 사람이 없습니다. Pilothouse 운영자가 설정에 `[[grants]]`로 추가해야 합니다.
    }
refusal-unplaced = 대상이 속할 수 있는 { $environment } 환경의 규칙입니다.
refusal-groups-unknown = 지금은 Slack이 이 그룹의 구성원을 알려 주지 않았습니다. 구성원이라면 잠시 후 다시 시도해 주세요.
refusal-already-taken =
    { $over ->
        [yes] { $who } 님이 먼저 처리했습니다({ $at }). 더 한 일은 없습니다.
       *[no] { $who } 님이 먼저 처리하고 있습니다({ $at }). 더 한 일은 없습니다.
    }
refusal-already-answered =
    { $named ->
        [yes] { $answer ->
            [yes] { $who } 님이 이미 승인했습니다. 아무 일도 하지 않았습니다.
           *[no] { $who } 님이 이미 거절했습니다. 아무 일도 하지 않았습니다.
        }
       *[no] { $answer ->
            [yes] 이미 누군가 승인했습니다. 아무 일도 하지 않았습니다.
           *[no] 이미 누군가 거절했습니다. 아무 일도 하지 않았습니다.
        }
    }
refusal-approval-expired = 제때 답한 사람이 없어 이 승인은 실패로 끝났습니다. 아무 일도 하지 않았습니다. 파이프라인을 다시 실행하면 다시 묻습니다.
refusal-approval-gone = 이 승인은 더 이상 기다리지 않습니다. 실행이 중지되었거나 새 실행으로 대체되었습니다. 아무 일도 하지 않았습니다.
refusal-not-waiting = 이 배포는 더 이상 그것을 기다리지 않습니다. 아무 일도 하지 않았습니다.
refusal-rollback-external = 이 서비스는 ECS나 CodeDeploy가 아닌 다른 도구가 배포하므로 그 도구로만 롤백할 수 있습니다. 아무 일도 하지 않았습니다.
refusal-rollback-cloudformation = CloudFormation이 만든 배포이므로 CloudFormation에서 롤백해야 합니다. 아무 일도 하지 않았습니다.
refusal-already-rolling-back = 이 배포는 이미 롤백 중입니다. 더 한 일은 없습니다.
refusal-rollback-while-stopping = 이 배포는 지금 중지되고 있습니다. 중지된 뒤 다시 시도해 주세요. 아무 일도 하지 않았습니다.
refusal-already-rolled-back =
    { $named ->
        [yes] 이 배포는 이미 롤백되었고 지금은 { $runs } 버전이 실행 중입니다. 아무 일도 하지 않았습니다.
       *[no] 이 배포는 이미 롤백되었습니다. 아무 일도 하지 않았습니다.
    }
refusal-rollback-failed-before = 이 배포의 롤백은 이미 한 번 실패했습니다. 아무 일도 하지 않았습니다. AWS 콘솔에서 서비스를 확인해 주세요.
refusal-nothing-to-roll-back = 이 배포는 이전 버전을 바꾸지 못하고 끝났으므로 롤백할 것이 없습니다.
refusal-another-in-motion = 같은 서비스의 다른 배포가 진행 중입니다({ $id }). 그 배포를 롤백하거나 끝나기를 기다려 주세요. 아무 일도 하지 않았습니다.
refusal-no-earlier-version = AWS가 알고 있는, 성공한 이전 버전이 없어 되돌릴 곳이 없습니다. 아무 일도 하지 않았습니다.
refusal-plan-changed = 물어본 뒤에 상황이 바뀌어 아직 아무 일도 하지 않았습니다. 지금 한다면 이렇게 됩니다.
refusal-not-done = AWS가 실행하지 않았습니다: { $why } 바뀐 것은 없습니다.
refusal-not-known = AWS에서 지금 상태를 알아낼 수 없어 아무 일도 하지 않았습니다: { $why }
refusal-not-stored = 기록해 둘 수 없어 아무 일도 하지 않았습니다. 다시 눌러 주세요.
refusal-too-late = Pilothouse가 다시 시작되기 직전에 요청되어 아무 일도 하지 않았습니다. 아직 원하신다면 다시 요청해 주세요.
refusal-busy = 지금은 질문이 너무 많습니다. 잠시 후 다시 물어봐 주세요.
refusal-slow = 생각보다 오래 걸리고 있습니다. 결과는 릴리스 메시지에서 알려 드립니다.
refusal-no-modal = Slack이 대화 상자를 열지 못해 아무 일도 하지 않았습니다. 다시 눌러 주세요.
refusal-about = { $target }: { $refusal }

## AWS가 하지 않은 까닭

why-silent = AWS가 제때 응답하지 않았습니다.
why-denied = { $who }에 { $permission } 권한이 없습니다.
why-denied-anyone = Pilothouse의 역할에 { $permission } 권한이 없습니다.
why-credentials = AWS가 Pilothouse의 자격 증명을 받아들이지 않습니다.
why-other-account = Pilothouse의 자격 증명은 계정 { $other }의 것입니다.
why-throttled = AWS가 요청을 제한하고 있습니다. 1분 뒤 다시 시도해 주세요.
why-unreachable = 여기서 AWS에 연결할 수 없습니다.
why-failed = AWS가 { $error }(으)로 응답했습니다.

## 채널에 알리는 릴리스

release-headline =
    { $state ->
        [running] 🔵 { $where }의 *{ $what }*: { $version } 배포가 진행 중입니다.
        [awaiting-approval] ✋ { $where }의 *{ $what }*: { $version } 배포가 *승인을 기다립니다*.
        [awaiting-person] ✋ { $where }의 *{ $what }*: { $version } 배포가 *누군가 계속 진행하기를 기다립니다*.
        [stopping] ⏹️ { $where }의 *{ $what }*: { $version } 배포를 중지하고 있습니다.
        [rolling-back] ↩️ { $where }의 *{ $what }*: { $version } 배포에 문제가 있어 *되돌리고 있습니다*.
        [rolling-back-by-hand] ↩️ { $where }의 *{ $what }*: { $version } 배포를 *되돌리고 있습니다*.
        [succeeded] ✅ { $where }의 *{ $what }*: { $version } 배포가 끝났습니다.
        [stopped] ⏹️ { $where }의 *{ $what }*: { $version } 배포가 끝나기 전에 *중지되었습니다*.
        [rejected] 🚫 { $where }의 *{ $what }*: { $version } 배포가 *거절되었습니다*.
        [expired] ⌛ { $where }의 *{ $what }*: 제때 승인한 사람이 없어 { $version }은(는) *배포되지 않았습니다*.
        [superseded] ⏭️ { $where }의 *{ $what }*: 더 새로운 배포가 앞질러 { $version }은(는) 더 진행되지 않습니다.
        [canceled] ⏹️ { $where }의 *{ $what }*: { $version } 배포가 취소되었습니다.
        [lost] ❔ { $where }의 *{ $what }*: AWS가 { $version } 배포를 더 이상 보여 주지 않아 어떻게 끝났는지 알 수 없습니다.
        [rolled-back] ↩️ { $where }의 *{ $what }*: { $version } 배포가 실패해 *되돌렸습니다*.
        [rolled-back-by-hand] ↩️ { $where }의 *{ $what }*: { $version } 배포를 *되돌렸습니다*.
        [rollback-failed] 🔴 { $where }의 *{ $what }*: { $version } 배포가 실패했고 *되돌리는 것도 실패했습니다*. 확인이 필요합니다.
       *[failed] ❌ { $where }의 *{ $what }*: { $version } 배포가 *실패했습니다*.
    }
release-something = 릴리스
release-of-application = CodeDeploy 애플리케이션 { $application }
release-of-deployment = CodeDeploy 배포 { $id }
release-new-version = 새 버전
release-absorbed = ➡️ *{ $what }* 릴리스의 일부이므로, { $message }에서 알려 드립니다.
release-absorbed-into = 그 릴리스의 메시지
release-about = *{ $what }*: { $sentence }
release-unknown = ⚠️ AWS 이벤트가 알린 내용이지만, AWS에 직접 물었을 때는 알지 못한다고 합니다.
release-doubtful = ⚠️ AWS 이벤트가 알린 내용이며, AWS에 직접 물었을 때는 아직 답이 없습니다.
release-replayed = 🧪 재생한 이벤트입니다. AWS에는 없는 배포입니다.
release-unasked = ⚠️ AWS 이벤트가 알린 내용이며, AWS에 직접 확인할 권한이 부족합니다.
environment-unknown = 알 수 없는 환경({ $names })
environment-missing =
    { $can ->
        [add] ❔ 환경을 알 수 없습니다. { $names } 중 해당하는 환경의 설정에 `applications`를 추가하세요. 빠진 값: { $application }.
       *[wait] ❔ 환경을 알 수 없습니다. { $names } 중 하나이며, 어느 클러스터에 있는지 AWS가 아직 알려 주지 않았습니다.
    }
release-unseen =
    { $what ->
        [owner] 🔒 어느 파이프라인 실행에 속하는지 알 수 없습니다: { $why }
        [run] 🔒 실행 상태는 이벤트로만 알 수 있습니다: { $why }
        [actions] 🔒 실행의 각 작업은 이벤트로만 알 수 있습니다: { $why }
        [stages] 🔒 앞으로 남은 단계를 알 수 없습니다: { $why }
        [deployment] 🔒 배포 상태는 이벤트로만 알 수 있습니다: { $why }
        [listed] 🔒 배포 상태는 서비스가 보여 주는 내용으로만 알 수 있습니다: { $why }
        [service] 🔒 어느 서비스가 배포되는지 알 수 없습니다: { $why }
        [progress] 🔒 배포가 얼마나 진행되었는지 알 수 없습니다: { $why }
        [version] 🔒 어느 버전이 배포되는지 알 수 없습니다: { $why }
        [image] 🔒 어느 이미지가 배포되는지 알 수 없습니다: { $why }
        [all] 🔒 이벤트로만 알 수 있는 내용입니다: { $why }
       *[some] 🔒 일부는 알 수 없습니다: { $why }
    }

release-asked = { $action } 단계가 승인 또는 거절을 기다립니다.
release-asked-until = { $action } 단계가 { $until }까지 승인 또는 거절을 기다립니다.
release-review = 검토하기
release-quoted = “{ $text }”
release-answered =
    { $state ->
        [approved] { $action } 단계가 승인되었습니다.
        [rejected] { $action } 단계가 거절되었습니다.
        [expired] { $action } 단계에 제때 답한 사람이 없었습니다.
        [refused] { $action } 단계가 거절되었거나 제때 답한 사람이 없었습니다.
       *[ended] { $action } 단계가 답 없이 끝났습니다.
    }
release-answered-by =
    { $state ->
        [approved] { $who } 님이 { $action } 단계를 승인했습니다.
        [rejected] { $who } 님이 { $action } 단계를 거절했습니다.
       *[ended] { $who } 님이 { $action } 단계를 끝냈습니다.
    }
release-waits-until = { $until }까지 기다립니다.
release-no-longer-waits = 더는 기다리지 않습니다.
release-stop-waits = AWS가 중지하고 있지만, 누군가 승인 요청에 답해야 실제로 중지됩니다.
release-failed-in = { $stage }에서 실패했습니다.
release-failed-at = { $stage }의 { $action }에서 실패했습니다.
release-error = AWS의 오류 이름은 { $error }입니다.
release-changed = 그 뒤 상황이 바뀌었습니다. 지금 상태는 위 메시지에서 볼 수 있습니다.
release-retried = 그 뒤 다시 시도했습니다. 어떻게 되고 있는지는 위 메시지에서 볼 수 있습니다.

release-stage =
    { $state ->
        [waiting] ✋ { $name } (승인 대기)
        [running] 🔵 { $name } (진행 중)
        [succeeded] ✅ { $name }
        [failed] ❌ { $name } (실패)
        [rolled-back] ↩️ { $name } (실패, 되돌림)
        [stopped] ⏹️ { $name } (중지)
        [skipped] ⚪ { $name } (도달하지 않음)
        [lost] ❔ { $name } (알 수 없음)
       *[ahead] ⚪ { $name }
    }
release-since = { $at }부터
release-below = ┗ { $line }
release-deployment =
    { $state ->
        [running] 🔵 { $what } → { $where }
        [awaiting-person] ✋ { $what } → { $where }
        [stopping] ⏹️ { $what } → { $where }
        [rolling-back] ↩️ { $what } → { $where }
        [succeeded] ✅ { $what } → { $where }, 배포됨
        [stopped] ⏹️ { $what } → { $where }, 중지됨
        [rolled-back] ↩️ { $what } → { $where }, 되돌림
        [rollback-failed] 🔴 { $what } → { $where }, 되돌리기 실패
        [lost] ❔ { $what } → { $where }, 더 이상 알 수 없음
       *[failed] ❌ { $what } → { $where }, 실패
    }
release-phase =
    { $phase ->
        [starting] 준비 중
        [replacing-tasks] 새 태스크를 시작하는 중
        [testing-traffic] 새 태스크에 테스트 트래픽을 보내는 중
        [shifting-traffic] 트래픽을 새 태스크로 옮기는 중
        [awaiting-person] 사람이 계속 진행하기를 기다리는 중
        [baking] 모든 트래픽이 새 태스크로 갔고, 지켜보는 중
        [termination-wait] 모든 트래픽이 새 태스크로 갔고, 빨리 되돌릴 수 있도록 이전 태스크를 남겨 둠
        [cleaning-up] 이전 태스크를 정리하는 중
        [stopping] 중지하는 중
        [rolling-back] 이전 버전으로 돌아가는 중
       *[failed] 실패했고 되돌리는 것이 없음
    }
release-settling = 끝났다는 이벤트가 와서 AWS에 확인하는 중
release-runs-again = { $version } 다시 실행 중
release-until = { $until }까지 (최대 { $left } 남음)

release-deed =
    { $state ->
        [claimed] { $verb ->
            [approve] ⏳ { $who } 님이 승인하고 있습니다.
            [reject] ⏳ { $who } 님이 거절하고 있습니다.
            [continue] ⏳ { $who } 님이 계속 진행시키고 있습니다.
           *[rollback] ⏳ { $who } 님이 { $version } 버전으로 되돌리고 있습니다.
        }
        [unclear] { $verb ->
            [approve] ⚠️ { $who } 님이 승인했지만 AWS가 답하지 않아 처리되었는지 아직 알 수 없습니다. 계속 확인합니다.
            [reject] ⚠️ { $who } 님이 거절했지만 AWS가 답하지 않아 처리되었는지 아직 알 수 없습니다. 계속 확인합니다.
            [continue] ⚠️ { $who } 님이 계속 진행시켰지만 AWS가 답하지 않아 처리되었는지 아직 알 수 없습니다. 계속 확인합니다.
           *[rollback] ⚠️ { $who } 님이 { $version } 버전으로 되돌려 달라고 했지만 AWS가 답하지 않아 처리되었는지 아직 알 수 없습니다. 계속 확인합니다.
        }
        [dropped] { $verb ->
            [approve] { $who } 님이 승인하려 했지만 처리되지 않았습니다.
            [reject] { $who } 님이 거절하려 했지만 처리되지 않았습니다.
            [continue] { $who } 님이 계속 진행시키려 했지만 처리되지 않았습니다.
           *[rollback] { $who } 님이 되돌리려 했지만 처리되지 않았습니다.
        }
        [over] { $verb ->
            [approve] ✅ { $who } 님이 승인했습니다.
            [reject] 🚫 { $who } 님이 거절했습니다.
            [continue] ▶️ { $who } 님이 계속 진행시켰습니다.
           *[rollback] ↩️ { $who } 님이 { $version } 버전으로 되돌렸습니다.
        }
        [asked] { $verb ->
            [approve] ✅ { $who } 님이 승인했습니다.
            [reject] 🚫 { $who } 님이 거절했습니다.
            [continue] ▶️ { $who } 님이 계속 진행시켰습니다.
           *[rollback] ↩️ { $who } 님이 AWS에 { $version } 버전으로 되돌려 달라고 했습니다.
        }
       *[done] { $verb ->
            [approve] ✅ { $who } 님이 승인했습니다.
            [reject] 🚫 { $who } 님이 거절했습니다.
            [continue] ▶️ { $who } 님이 계속 진행시켰습니다.
           *[rollback] ↩️ { $who } 님이 { $version } 버전으로 되돌립니다.
        }
    }
release-version-before = 이전 버전

## 누를 수 있는 것

button-approve = 승인
button-approve-comment = 의견과 함께 승인…
button-reject = 거절
button-rollback = 롤백
button-continue = 계속
button-end-wait = 대기 끝내기…
button-refresh = 새로 고침
plan-headline = ↩️ { $where }의 *{ $what }*를 { $version } 버전으로 롤백할까요?
plan-label-means = 방법
plan-means =
    { $kind ->
        [stop-deployment] CodeDeploy가 이 배포를 중지하고 되돌립니다
        [create-deployment] CodeDeploy가 이전 버전을 새 배포로 배포합니다
        [stop-service-deployment] ECS가 이 배포를 중지하고 되돌립니다
       *[update-service] ECS가 이전 버전을 새 배포로 배포합니다
    }
plan-label-speed = 속도
plan-speed =
    { $speed ->
        [instant] 즉시: 이전 태스크가 아직 실행 중입니다
       *[minutes] 몇 분: 이전 버전의 태스크를 먼저 시작해야 합니다
    }
going-on =
    { $kind ->
        [ready] ▶️ { $where }의 *{ $what }*를 계속 진행할까요? 프로덕션 트래픽이 { $version } 버전으로 옮겨집니다.
        [termination] ▶️ { $where }의 *{ $what }* 대기를 끝낼까요? 이전 태스크가 종료되어 *즉시 롤백*을 할 수 없게 되고, 그 뒤로는 되돌리는 데 몇 분이 걸립니다. (지금 버전: { $version })
       *[hook] ▶️ { $where }의 *{ $what }*를 계속 진행할까요? { $version } 버전이 일시 중지 훅에서 기다리고 있습니다.
    }
target = { $where }의 *{ $what }*
target-in-cluster = { $where }의 *{ $what }*(클러스터 { $cluster })
acted =
    { $verb ->
        [approve] ✅ 승인했습니다. { $target }: 계속 진행합니다.
        [reject] 🚫 거절했습니다. { $target }: 더 진행하지 않습니다.
        [rollback] ↩️ { $target }: AWS가 롤백하고 있습니다. 진행 상황은 릴리스 메시지에서 알려 드립니다.
        [refresh] 🔄 AWS에 { $target }의 상태를 묻고 있습니다. 결과는 메시지에 나타납니다.
       *[continue] ▶️ { $target }: 계속 진행합니다.
    }
acted-unclear =
    { $verb ->
        [approve] ⚠️ AWS에 { $target } 승인을 요청했지만 응답이 없습니다. 결과를 알게 되면 릴리스 메시지에서 알려 드립니다.
        [reject] ⚠️ AWS에 { $target } 거절을 요청했지만 응답이 없습니다. 결과를 알게 되면 릴리스 메시지에서 알려 드립니다.
        [rollback] ⚠️ AWS에 { $target } 롤백을 요청했지만 응답이 없습니다. 결과를 알게 되면 릴리스 메시지에서 알려 드립니다.
        [refresh] ⚠️ AWS가 응답하지 않았습니다.
       *[continue] ⚠️ AWS에 { $target } 계속 진행을 요청했지만 응답이 없습니다. 결과를 알게 되면 릴리스 메시지에서 알려 드립니다.
    }
modal-title =
    { $verb ->
        [approve] 승인
        [reject] 거절
        [rollback] 롤백
       *[continue] 계속
    }
modal-comment =
    { $verb ->
        [approve] 의견
       *[reject] 이유
    }
modal-looking = ⏳ AWS를 확인하고 있습니다…
modal-working = ⏳ 처리하고 있습니다…
modal-answer =
    { $verb ->
        [approve] 승인할까요? { $target }
       *[reject] 거절할까요? { $target }. 적은 이유와 함께 실행이 실패로 끝납니다.
    }
confirm-title =
    { $verb ->
        [approve] 프로덕션 배포를 승인할까요?
       *[continue] 프로덕션에서 계속할까요?
    }
confirm-text =
    { $verb ->
        [approve] { $what }의 { $version } 버전이 프로덕션({ $where })으로 진행됩니다.
       *[continue] { $what }({ $where })의 프로덕션 트래픽이 { $version } 버전으로 옮겨집니다.
    }
confirm-yes =
    { $verb ->
        [approve] 승인
       *[continue] 계속
    }
confirm-no = 나중에

release-label-change = 변경 사항
release-label-started = 시작
release-label-took = 걸린 시간
release-by = ({ $who })
release-started-by = { $at }, { $who }
release-means =
    { $kind ->
        [rolling] ECS, 태스크를 하나씩 교체
        [blue-green] ECS, 블루/그린
       *[codedeploy] CodeDeploy, 블루/그린
    }
release-open = AWS에서 열기:
release-page =
    { $kind ->
        [pipeline] 파이프라인 실행
        [deployment] 배포
        [way-back] 롤백
        [details] 실패한 작업
       *[service] 서비스
    }

## 릴리스에 속하지 않는 소식

notice-alarm =
    { $state ->
        [alarm] 🚨 { $where }의 *{ $alarm }* 경보가 *울리고 있습니다*.
        [back] ✅ { $where }의 *{ $alarm }* 경보가 *정상*으로 돌아왔습니다.
        [over] ✅ { $where }의 *{ $alarm }* 경보가 { $took } 동안 울리다가 *정상*으로 돌아왔습니다.
       *[no-data] ❔ { $where }의 *{ $alarm }* 경보가 울린 뒤 *데이터가 들어오지 않습니다*.
    }
notice-alarm-again = { $since }부터 { $n }번 울렸습니다.
notice-suppressed = 경보 작업이 { $by }에 의해 억제되어 있습니다.
notice-beside = 같은 서비스의 배포: { $headline }
notice-deaths =
    { $n ->
       *[other] 🔴 { $where }에서 *{ $service }*의 태스크 *{ $n }개*가 배포와 무관하게 *죽었습니다* ({ $since }부터).
    }
notice-deaths-within =
    { $n ->
       *[other] 🔴 { $where }에서 *{ $service }*의 태스크 *{ $n }개*가 *죽었습니다* ({ $since }부터).
    }
notice-so-often = { $n } × { $why }
notice-more-reasons =
    { $n ->
       *[other] … 그 밖에 다른 이유 { $n }가지
    }
notice-no-reason = AWS가 이유를 밝히지 않았습니다.
notice-exited = (컨테이너 { $container }, 종료 코드 { $code })
notice-container = (컨테이너 { $container })
notice-trouble =
    { $kind ->
        [placement] ⚠️ ECS가 { $where }에서 *{ $service }*의 *태스크를 둘 자리를 찾지 못합니다* ({ $name }).
        [start] ⚠️ { $where }에서 *{ $service }*의 태스크가 거듭 *시작하지 못하고 있습니다* ({ $name }).
        [configuration] ⚠️ { $where }에서 *{ $service }*의 태스크가 시작할 수 없습니다: *설정이 잘못되었습니다* ({ $name }).
        [discovery] ⚠️ 서비스 검색이 { $where }에서 *{ $service }*의 태스크 하나를 *비정상*으로 봅니다 ({ $name }).
       *[other] ⚠️ ECS가 { $where }에서 *{ $service }*에 *문제*를 겪고 있습니다: { $name }.
    }
notice-somewhere = 이름 모를 계정
notice-times = { $since }부터 { $n }번
notice-build = ❌ { $where }에서 *{ $project }*의 빌드가 파이프라인 밖에서 *실패했습니다*.
notice-build-within = ❌ { $where }에서 *{ $project }*의 빌드가 *실패했습니다*.
notice-build-phase = { $phase } 단계에서 실패했습니다.
notice-push =
    { $kind ->
        [tag-by] 🏷️ { $who } 님이 { $where }의 *{ $repository }*에 태그 { $reference }을(를) 푸시했습니다 ({ $commit }).
        [tag] 🏷️ { $where }의 *{ $repository }*에 태그 { $reference }이(가) 푸시되었습니다 ({ $commit }).
        [branch-by] ⬆️ { $who } 님이 { $where }의 *{ $repository }* { $reference }에 { $commit }을(를) 푸시했습니다.
       *[branch] ⬆️ { $where }의 *{ $repository }* { $reference }에 { $commit }이(가) 푸시되었습니다.
    }
notice-scan = 🛡️ { $where }에서 *{ $image }*의 스캔이 취약점을 찾았습니다: *심각 { $critical }개*, 높음 { $high }개.
notice-approval =
    { $state ->
        [over] ⌛ { $where }의 *{ $pipeline }* 파이프라인이 승인을 기다렸지만 *기한이 지났습니다*.
       *[waits] ✋ { $where }의 *{ $pipeline }* 파이프라인이 *승인을 기다립니다*.
    }
notice-custom = 💬 *{ $title }*
notice-custom-untitled = 💬 알림:
notice-next-steps = *다음 단계:*
notice-label =
    { $kind ->
        [version] 버전
        [started-by] 시작한 사람
        [build] 빌드
       *[resources] 리소스
    }
notice-page =
    { $kind ->
        [alarm] 경보
        [service] 서비스
        [log] 빌드 로그
        [commit] 커밋
        [repository] 이미지
       *[pipeline] 파이프라인
    }

## 한 일

choose-approval =
    { $kind ->
        [unnamed] 이름이 { $typed }인 파이프라인이 없어 처리하지 않았습니다. 어느 것인가요?
        [unnamed-unsure] 이름이 { $typed }인 파이프라인을 찾지 못했지만, 일부는 확인할 수 없었습니다. 처리하지 않았습니다. 어느 것인가요?
        [doubtful] { $typed }: 이름인지 적으신 내용의 일부인지 알 수 없어 처리하지 않았습니다. 어느 것인가요?
        [same-name] { $typed }에 해당하는 승인이 여러 개일 수 있습니다. 어느 것인가요?
        [hidden] 일부를 확인할 수 없어 처리하지 않았습니다. 이것이 맞나요?
        [not-here] 이 릴리스에는 승인 대기 중인 파이프라인이 없어 처리하지 않았습니다. 어느 것인가요?
       *[several] 승인 대기 중인 배포가 여러 개입니다. 어느 것인가요?
    }
choose-deployment =
    { $kind ->
        [named] { $typed }에 해당하는 배포가 여러 개일 수 있습니다. 어느 것인가요?
       *[here] 이 릴리스에는 배포가 여러 개 있습니다. 어느 것인가요?
    }
choose-comment = 버튼마다 적으신 내용이 함께 전달됩니다: “{ $comment }”
choose-more = … 그 밖에 { $n }개가 더 있습니다. 이름이나 `--env ENV`로 범위를 좁혀 주세요.
choose-one =
    { $verb ->
        [rollback] { $typed } 롤백
       *[continue] { $typed } 계속
    }
answer-one =
    { $verb ->
        [approve] { $environment }의 { $pipeline } 승인: { $action }
       *[reject] { $environment }의 { $pipeline } 거절: { $action }
    }
history-headline = Pilothouse로 한 일(최신순):
history-nothing = 아직 Pilothouse로 한 일이 없습니다.
history-done =
    { $verb ->
        [approve] ✅ { $at }: { $who } 님이 { $where }의 *{ $what }*를 승인했습니다
        [reject] 🚫 { $at }: { $who } 님이 { $where }의 *{ $what }*를 거절했습니다
        [rollback] ↩️ { $at }: { $who } 님이 { $where }의 *{ $what }*를 롤백했습니다
       *[continue] ▶️ { $at }: { $who } 님이 { $where }의 *{ $what }*를 계속 진행시켰습니다
    }
history-not-done =
    { $verb ->
        [approve] ⚪ { $at }: { $who } 님이 { $where }의 *{ $what }*를 승인하려 했습니다
        [reject] ⚪ { $at }: { $who } 님이 { $where }의 *{ $what }*를 거절하려 했습니다
        [rollback] ⚪ { $at }: { $who } 님이 { $where }의 *{ $what }*를 롤백하려 했습니다
       *[continue] ⚪ { $at }: { $who } 님이 { $where }의 *{ $what }*를 계속 진행시키려 했습니다
    }
history-why =
    { $result ->
        [not-allowed] 거부됨: 권한 없음
        [already-taken] 다른 사람이 먼저 처리함
        [already-answered] 이미 응답됨
        [not-waiting] 더 이상 기다리지 않음
        [not-ours] 다른 도구가 배포함
        [already-rolled-back] 이미 롤백됨
        [in-motion] 다른 배포가 진행 중이었음
        [nothing-to-roll-back] 되돌릴 곳이 없음
        [not-known] AWS가 상태를 알려 주지 않음
        [not-done] AWS가 실행하지 않음
       *[not-current] 더 이상 현재 상태가 아니었음
    }
