package io.github.bandwidthmfa;

/**
 * The service has accepted a code for delivery by text message. Accepted is not delivered: delivery is reported to the
 * request's {@code callbackUrl} only.
 *
 * @param messageId the id of the message in Bandwidth's Messaging API; opaque
 */
public record MessagingCodeResponse(String messageId) {}
