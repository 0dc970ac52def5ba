/**
 * A sign-in page that injects the client: a phone number, a code by text message or phone call, signed in. {@code
 * SignInController} is the way in, {@code SignInService} calls the client, {@code Problems} is the one place where an error
 * becomes a response.
 */
@NullMarked
package io.github.bandwidthmfa.examples.signin;

import org.jspecify.annotations.NullMarked;
