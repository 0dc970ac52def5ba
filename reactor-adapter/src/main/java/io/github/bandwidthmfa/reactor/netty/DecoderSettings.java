package io.github.bandwidthmfa.reactor.netty;

import io.netty.handler.codec.http.HttpDecoderConfig;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpResponseDecoderSpec;

/** What Reactor Netty's {@code httpResponseDecoder} says, for the codec that takes the place of its own. */
public final class DecoderSettings {

    private DecoderSettings() {}

    @SuppressWarnings("deprecation") // maxChunkSize: as long as it can be set, it is honoured.
    public static HttpDecoderConfig of(HttpClient client) {
        HttpResponseDecoderSpec spec = client.configuration().decoder();
        if (!spec.equals(honoured(spec))) {
            throw new IllegalArgumentException("customize: httpResponseDecoder must leave failOnMissingResponse,"
                    + " parseHttpAfterConnectRequest, h2cMaxContentLength and maxDecompressionBufferSize as they are:"
                    + " this client's own codec has no use for them");
        }
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(spec.maxInitialLineLength())
                .setMaxHeaderSize(spec.maxHeaderSize())
                .setMaxChunkSize(spec.maxChunkSize())
                .setValidateHeaders(spec.validateHeaders())
                .setInitialBufferSize(spec.initialBufferSize())
                .setAllowDuplicateContentLengths(spec.allowDuplicateContentLengths())
                .setAllowPartialChunks(spec.allowPartialChunks());
    }

    /** The same in all that can be read, and Reactor Netty's defaults in the rest, part of which cannot be. */
    @SuppressWarnings("deprecation")
    private static HttpResponseDecoderSpec honoured(HttpResponseDecoderSpec spec) {
        return HttpClient.create()
                .httpResponseDecoder(defaults -> defaults.maxInitialLineLength(spec.maxInitialLineLength())
                        .maxHeaderSize(spec.maxHeaderSize())
                        .maxChunkSize(spec.maxChunkSize())
                        .validateHeaders(spec.validateHeaders())
                        .initialBufferSize(spec.initialBufferSize())
                        .allowDuplicateContentLengths(spec.allowDuplicateContentLengths())
                        .allowPartialChunks(spec.allowPartialChunks()))
                .configuration()
                .decoder();
    }
}
