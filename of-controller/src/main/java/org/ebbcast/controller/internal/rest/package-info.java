/** The HTTP server that the REST resources run in. */
@NullMarked
package org.ebbcast.controller.internal.rest;

import org.jspecify.annotations.NullMarked;
