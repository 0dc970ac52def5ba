package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.wire.WireCall;
import io.github.bandwidthmfa.wire.WireResponse;
import io.github.bandwidthmfa.wire.WireResponse.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Writing, reading and translating; each next to the least that could do the job. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WireBenchmark {

    private final WireCall<VerifyCodeResponse> call = WireCall.verify(OurContender.REQUEST);
    private final byte[] response = "{\"valid\":true}".getBytes(StandardCharsets.US_ASCII);
    private final WireResponse success = response(200, response);
    private final WireResponse refusal = response(
            400,
            "{\"error\":\"6 digits\",\"requestId\":\"354cc8a3-6701-461e-8fa7-8671703dd898\"}"
                    .getBytes(StandardCharsets.US_ASCII));

    private static WireResponse response(int status, byte[] body) {
        return WireResponse.head(status, new Headers("3f1a", null, null, null)).withBody(body, true, body.length);
    }

    /** The request as JSON. */
    @Benchmark
    public byte[] encode() {
        return WireCall.verify(OurContender.REQUEST).body();
    }

    /** The least: text put together. */
    @Benchmark
    public byte[] encodeAtLeast() {
        return ("{\"to\":\"" + OurContender.REQUEST.to().value() + "\",\"expirationTimeInMinutes\":3,\"code\":\""
                        + OurContender.REQUEST.code() + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The response from JSON. */
    @Benchmark
    public VerifyCodeResponse decode() {
        return call.decode(success);
    }

    /** The least: one byte looked at. */
    @Benchmark
    public VerifyCodeResponse decodeAtLeast() {
        return new VerifyCodeResponse(response[9] == 't');
    }

    /** An error response as an exception. */
    @Benchmark
    public MfaServiceException translateError() {
        return call.toException(refusal, Instant.EPOCH);
    }
}
