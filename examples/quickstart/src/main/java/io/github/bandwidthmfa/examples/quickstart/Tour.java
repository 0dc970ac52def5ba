package io.github.bandwidthmfa.examples.quickstart;

import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.ReceivedMessage;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Which steps are taken, in which order. */
final class Tour {

    private Tour() {}

    static List<Step> onSimulator(MfaClient client, Settings settings, MfaSimulator simulator) {
        Mono<ReceivedMessage> message =
                Mono.fromSupplier(() -> simulator.latestMessage(settings.to().value()));
        Mono<String> code = message.map(ReceivedMessage::code);
        CodeSteps codes = new CodeSteps(client, settings, code);
        return List.of(
                codes.sendTextMessage(),
                Step.of("The message as it arrived", message.map(arrived -> '"' + arrived.text() + '"')),
                codes.verifyWrongCode(),
                codes.verifyRightCode(),
                codes.sendByPhoneCall(),
                FailureSteps.lockedNumber(client),
                FailureSteps.badRequest(),
                FailureSteps.unreachableService(),
                LoadSteps.manyVerifiesAtOnce(client, settings.to(), code));
    }

    static List<Step> onRealService(MfaClient client, Settings settings, Terminal terminal) {
        Mono<String> code =
                terminal.ask("The code that arrived at " + settings.to()).cache();
        CodeSteps codes = new CodeSteps(client, settings, code);
        return List.of(
                codes.sendTextMessage(),
                codes.verifyWrongCode(),
                codes.verifyRightCode(),
                codes.sendByPhoneCall(),
                Step.skipped(FailureSteps.LOCKED_NUMBER, "skipped on the real service: it would lock a number"),
                FailureSteps.badRequest(),
                FailureSteps.unreachableService(),
                Step.skipped(LoadSteps.TITLE, "skipped on the real service: it would cost and be throttled"));
    }

    /** Takes one step after the other, up to the first that fails. */
    static Mono<Boolean> take(List<Step> steps, Terminal terminal) {
        return Flux.fromIterable(steps)
                .concatMap(step -> take(step, terminal))
                .takeUntil(done -> !done)
                .all(done -> done);
    }

    private static Mono<Boolean> take(Step step, Terminal terminal) {
        return step.action()
                // Answers come on one of the client's event loops, and printing may block.
                .publishOn(Schedulers.boundedElastic())
                .map(seen -> {
                    if (step.isSkipped()) {
                        terminal.skipped(step.title(), seen);
                    } else {
                        terminal.done(step.title(), seen);
                    }
                    return true;
                })
                .onErrorResume(failure -> Mono.fromSupplier(() -> {
                    terminal.failed(step.title(), String.valueOf(failure.getMessage()));
                    return false;
                }));
    }
}
