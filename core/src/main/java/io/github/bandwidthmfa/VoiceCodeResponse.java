package io.github.bandwidthmfa;

/**
 * The service has accepted a code for delivery by phone call. Accepted is not answered.
 *
 * @param callId the id of the call in Bandwidth's Voice API; opaque
 */
public record VoiceCodeResponse(String callId) {}
