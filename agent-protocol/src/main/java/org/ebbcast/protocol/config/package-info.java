/**
 * Settings of a process: each key declared once with its default and meaning, read from option or file, checked before
 * anything starts. Here because both the agent and the controllers have such settings.
 */
@NullMarked
package org.ebbcast.protocol.config;

import org.jspecify.annotations.NullMarked;
