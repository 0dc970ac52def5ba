package io.github.bandwidthmfa.examples.bulksender;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a run has to do: the input as it is now, less what earlier runs have done. */
final class Plan {

    private final List<Row> toSend = new ArrayList<>();
    private final Totals totals = new Totals();
    private final LinesByReason invalid = new LinesByReason();
    private final LinesByReason interrupted = new LinesByReason();
    private long sentBefore;
    private long gone;

    private Plan() {}

    /** Compares the input with the journal, and writes the outcomes of rows that have nothing to be done for. */
    static Plan of(Input input, History history, OutcomesFile outcomes) throws IOException {
        Plan plan = new Plan();
        outcomes.begin(history);
        for (Row row : input.all()) {
            plan.add(row, history, outcomes);
        }
        List<IOException> failures = new ArrayList<>();
        history.forEachLeft((number, result) -> {
            plan.gone++;
            try {
                outcomes.addGone(number, result);
            } catch (IOException e) {
                failures.add(e);
            }
        });
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
        outcomes.flush();
        return plan;
    }

    private void add(Row row, History history, OutcomesFile outcomes) throws IOException {
        totals.row();
        if (!row.isValid()) {
            Result result = Result.invalid(row.fault());
            outcomes.add(row, result);
            totals.ended(result.kind());
            invalid.add(row.fault(), row.line(), "INVALID, not sent: " + row.fault());
            return;
        }
        Result before = history.take(row.to().value()).orElse(null);
        if (before == null) {
            toSend.add(row);
            return;
        }
        sentBefore++;
        outcomes.add(row, before);
        totals.ended(before.kind());
        if (before.equals(Result.INTERRUPTED)) {
            interrupted.add("", row.line(), "UNKNOWN, was being sent when an earlier run ended; not sent again");
        }
    }

    /** The rows that have no outcome yet. */
    List<Row> toSend() {
        return toSend;
    }

    Totals totals() {
        return totals;
    }

    void say() {
        invalid.say();
        interrupted.say();
        if (sentBefore > 0) {
            Screen.say(sentBefore
                    + " rows have their outcome from earlier runs and are not sent again; to send to the same"
                    + " numbers anew, give other names with --outcomes and --journal");
        }
        if (gone > 0) {
            Screen.say(gone + " sends of earlier runs are of rows that the file no longer has");
        }
    }
}
