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

help-headline = 이렇게 물어보실 수 있습니다. `/deploy …` 명령으로도, 멘션으로도 됩니다.
help-line = { $usage } · { $about }
help-not-built = 아직 만들어지지 않은 명령: { $commands }.
help-footer = `/deploy help COMMAND`로 명령 하나를 자세히 볼 수 있습니다.
help-usage = *사용법:* { $usage }

about-help = 물어볼 수 있는 것, 또는 명령 하나의 설명
about-status = 실행 중인 것, 배포 중인 것, 기다리는 승인, 실패한 것
about-approve = 기다리는 승인을 허락
about-reject = 기다리는 승인을 거절
about-rollback = 이전 버전으로 되돌리기
about-continue = 멈춰 있는 배포를 계속 진행
about-history = 누가 무엇을 했는지

usage-help = /deploy help [COMMAND]
usage-status = /deploy status [NAME] [--env ENV]
usage-approve = /deploy approve [PIPELINE] [--env ENV] [COMMENT…]
usage-reject = /deploy reject PIPELINE [--env ENV] REASON…
usage-rollback = /deploy rollback NAME|DEPLOYMENT [--env ENV]
usage-continue = /deploy continue NAME|DEPLOYMENT [--env ENV]
usage-history = /deploy history [NAME] [--env ENV]

help-help = 물어볼 수 있는 명령을 보여 줍니다. 명령을 함께 쓰면 그 명령만 설명합니다.
help-status =
    NAME은 서비스, 클러스터, 애플리케이션 또는 파이프라인입니다. `*`와 `?`는 `payments-*`처럼 아무 글자나 뜻합니다. NAME이 없으면 전부를, 나쁜 것부터 보여 줍니다. `--env`는 한 환경만 봅니다.
help-approve = 기다리는 실행을 승인합니다. PIPELINE이 없으면 하나뿐인 대기 중 승인이거나, 고를 수 있는 목록입니다.
help-reject = 기다리는 실행을 거절합니다. 이유는 모두에게 보입니다.
help-rollback = 먼저 계획을 보여 줍니다: 어느 버전에서 어느 버전으로, 어떤 방법으로, 얼마나 빨리. 확인하시면 진행합니다.
help-continue = 지금 트래픽을 옮기거나, 블루/그린 배포의 대기를 끝내거나, 일시 정지를 통과시킵니다.
help-history = 누가 무엇을 했고 결과가 어땠는지, 거절까지 보여 줍니다.

## status

working-status = 🔎 AWS를 살펴보고 있습니다…
working-help = 🔎 무엇을 하실 수 있는지 확인하고 있습니다…

services-headline = { $environments }의 *서비스 { $n }개*: { $states }.
pipelines-headline = 서비스는 없고, *파이프라인 { $n }개*가 있습니다:
nothing-seen = 보여 드릴 것이 없습니다.
health-count =
    { $health ->
        [down] 중단 { $n }
        [failing] 실패 { $n }
        [rolling-back] 롤백 중 { $n }
        [degraded] 태스크 부족 { $n }
        [awaiting-person] 사람을 기다림 { $n }
        [rolling-out] 배포 중 { $n }
        [steady-after-failure] 배포 실패 후 안정 { $n }
        [steady] 안정 { $n }
       *[idle] 0으로 축소 { $n }
    }
health =
    { $health ->
        [down] 🔴 중단
        [failing] 🔴 배포 실패
        [rolling-back] 🟠 롤백 중
        [degraded] 🟠 태스크 부족
        [awaiting-person] 🟡 사람을 기다림
        [rolling-out] 🔵 배포 중
        [steady-after-failure] 🟢 안정 (마지막 배포 실패)
        [steady] 🟢 안정
       *[idle] ⚪ 0으로 축소
    }
service-headline =
    { $health ->
        [down] 🔴 { $environment }의 { $service }: *중단*. 실행 중인 태스크가 없습니다.
        [failing] 🔴 { $environment }의 { $service }: 배포가 *실패*했습니다.
        [rolling-back] 🟠 { $environment }의 { $service }: *롤백 중*입니다.
        [degraded] 🟠 { $environment }의 { $service }: *태스크가 부족*합니다.
        [awaiting-person] 🟡 { $environment }의 { $service }: 배포가 *사람을 기다립니다*.
        [rolling-out] 🔵 { $environment }의 { $service }: *배포 중*입니다.
        [steady-after-failure] 🟢 { $environment }의 { $service }: *안정*하지만 마지막 배포는 실패했습니다.
        [steady] 🟢 { $environment }의 { $service }: *안정*합니다.
       *[idle] ⚪ { $environment }의 { $service }: *0으로 축소*되어 있습니다.
    }

column-service = 서비스
column-environment = 위치
column-state = 상태
column-tasks = 태스크
column-version = 버전

label-tasks = 태스크
label-version = 버전
label-cluster = 클러스터
label-controller = 배포 방식
label-change = 변경
tasks =
    { $sides ->
        [both] { $running }개 실행 중, { $desired }개 필요: 이전 것과 새 것이 함께 실행 중
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
        [starting] 시작하는 중
        [replacing-tasks] 새 태스크 { $total }개 중 { $done }개
        [testing-traffic] 테스트 트래픽, 새 태스크 { $total }개 중 { $done }개
        [shifting-traffic] 트래픽 이동 중, 새 태스크 { $total }개 중 { $done }개
        [awaiting-person] 계속하도록 사람을 기다리는 중
        [baking] 모든 트래픽이 새 태스크로 갔고, 지켜보는 중
        [termination-wait] 모든 트래픽이 새 태스크로 갔고, 이전 태스크가 아직 기다리는 중
        [cleaning-up] 이전 태스크를 지우는 중
        [stopping] 멈추는 중
        [rolling-back] 이전 버전으로 되돌리는 중
       *[failed] 실패했고, 되돌리고 있지 않음
    }
rollout-traffic = 트래픽 { $percent } %
rollout-since = { $duration }째
rollout-left = { $duration } 남음
rollout-line = *배포:* { $rollout }.

service-failure = { $environment }의 { $service }: { $failure }
failure =
    { $kind ->
        [rolling-back] ↩️ 배포가 실패하여 롤백하고 있습니다.
        [rolled-back] ↩️ 마지막 배포가 실패하여 롤백되었습니다.
        [failed] ❌ 마지막 배포가 실패했습니다.
        [stopped] ⏹️ 마지막 배포가 중지되었습니다.
       *[tasks] ⚠️ 태스크가 시작되지 않거나 유지되지 않습니다.
    }
failure-at =
    { $kind ->
        [rolling-back] ↩️ { $ago } 전에 배포가 실패하여 롤백하고 있습니다 ({ $at }).
        [rolled-back] ↩️ { $ago } 전에 마지막 배포가 실패하여 롤백되었습니다 ({ $at }).
        [failed] ❌ { $ago } 전에 마지막 배포가 실패했습니다 ({ $at }).
        [stopped] ⏹️ { $ago } 전에 마지막 배포가 중지되었습니다 ({ $at }).
       *[tasks] ⚠️ 태스크가 시작되지 않거나 유지되지 않습니다. 마지막 확인은 { $ago } 전입니다 ({ $at }).
    }
reason = AWS의 설명: “{ $reason }”

approval-waits = ✋ { $environment }의 { $pipeline }: { $action }에서 *승인을 기다립니다*.
approval-waits-since = ✋ { $environment }의 { $pipeline }: { $action }에서 { $duration }째 *승인을 기다립니다*.
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
        [succeeded-earlier] ⚪ { $name } (이번 실행은 아직)
       *[other] ⚪ { $name } (실행 전)
    }

and-more = … 외 { $n }개. `/deploy status NAME`, `payments-*` 같은 글롭, 또는 `--env ENV`로 좁혀 보세요.

## 볼 수 없었던 것

gap-silent = ⚠️ *{ $environment }* (계정 { $account }): AWS가 제때 답하지 않아 전체 모습이 아닙니다.
gap-denied = ⚠️ *{ $environment }* (계정 { $account }): { $who }에게 { $permission } 권한이 없습니다.
gap-denied-anyone = ⚠️ *{ $environment }* (계정 { $account }): Pilothouse의 역할에 { $permission } 권한이 없습니다.
gap-credentials = ⚠️ *{ $environment }* (계정 { $account }): AWS가 Pilothouse의 자격 증명을 받지 않습니다. 역할과, 누가 그 역할을 맡을 수 있는지 확인하세요.
gap-other-account = ⚠️ *{ $environment }*: Pilothouse의 자격 증명은 { $account }가 아니라 { $other } 계정의 것입니다. 이 환경에 `role_arn`을 설정하세요.
gap-throttled = ⚠️ *{ $environment }* (계정 { $account }): AWS가 요청을 제한하고 있어 전체 모습이 아닙니다. 잠시 후 다시 시도하세요.
gap-unreachable = ⚠️ *{ $environment }* (계정 { $account }): 여기에서 AWS에 연결할 수 없습니다.
gap-failed = ⚠️ *{ $environment }* (계정 { $account }): AWS가 { $error } 오류로 답해 전체 모습이 아닙니다.

## 거절

did-you-mean = { $suggestion }을(를) 찾으셨나요?
refusal-unknown-command = { $typed }은(는) 모르는 명령입니다. `/deploy help`에 물어볼 수 있는 것이 있습니다.
refusal-not-built = { $command } 명령은 아직 만들어지지 않았습니다. 그때까지는 AWS 콘솔을 쓰세요.
refusal-unknown-option = { $command } 명령에는 { $option } 옵션이 없습니다. 사용법은 { $help }에 있습니다.
refusal-missing-value = { $option } 뒤에 값이 필요합니다. 사용법은 { $help }에 있습니다.
refusal-too-much = { $word }은(는) 필요 없는 단어입니다. 사용법은 { $help }에 있습니다.
refusal-twice = { $option }이(가) 두 번 있습니다. 한 번만 써 주세요. 사용법은 { $help }에 있습니다.
refusal-unclear = 이해하지 못했습니다. 사용법은 { $help }에 있습니다.
refusal-unknown-environment = { $typed } 환경은 없습니다. 있는 환경: { $known }.
refusal-no-environments = 설정된 환경이 아직 없습니다. Pilothouse를 운영하는 분이 설정에 `[[environments]]`를 추가해야 합니다.
refusal-nothing-named = { $typed }(이)라는 서비스, 클러스터, 애플리케이션, 파이프라인은 없습니다.
refusal-nothing-named-unsure = { $typed }(이)라는 것을 보지 못했지만, 전부를 볼 수는 없었습니다.
refusal-other-team = 이 Pilothouse는 다른 Slack 워크스페이스를 위한 것이라 여기서는 아무것도 하지 않습니다.
refusal-unreadable-payload = Slack이 읽을 수 없는 것을 보내 아무것도 하지 않았습니다. 다시 시도해 주세요.
refusal-not-current = 이 버튼은 더 이상 유효하지 않아 아무것도 하지 않았습니다. `/deploy status`로 지금 상태를 볼 수 있습니다.
refusal-busy = 한꺼번에 질문이 너무 많습니다. 잠시 후 다시 물어봐 주세요.
