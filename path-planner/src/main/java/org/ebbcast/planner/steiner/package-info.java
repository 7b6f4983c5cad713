/**
 * Steiner trees on undirected graphs with edge weights: a solver that improves its tree for as long as its caller
 * lets it, with a lower bound beside it.
 *
 * <p>{@link org.ebbcast.planner.steiner.SteinLibReader} reads an {@link
 * org.ebbcast.planner.steiner.SteinerInstance}, {@link org.ebbcast.planner.steiner.SteinerSolver} answers with a
 * {@link org.ebbcast.planner.steiner.SteinerAnswer}, {@link org.ebbcast.planner.steiner.SteinerVerifier} checks it.
 */
@NullMarked
package org.ebbcast.planner.steiner;

import org.jspecify.annotations.NullMarked;
