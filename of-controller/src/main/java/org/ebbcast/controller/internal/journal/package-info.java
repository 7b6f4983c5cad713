/** The journal: small durable state in one append-only file that survives a kill at any instant. */
@NullMarked
package org.ebbcast.controller.internal.journal;

import org.jspecify.annotations.NullMarked;
