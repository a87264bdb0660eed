<?php

/**
 * @file
 * Makes a published node of the tests' type of content, or publishes one or not.
 */

declare(strict_types=1);

use Drupal\node\Entity\Node;
use Symfony\Component\HttpFoundation\Response;

return static function (?int $nid, string $title, string $uid, bool $isPublished): int {
  $node = $nid === NULL ? Node::create(['type' => 'e2e_article', 'title' => $title, 'uid' => $uid]) : Node::load($nid);
  $isPublished ? $node->setPublished() : $node->setUnpublished();
  $node->save();
  // What is told after a request is told at the end of a command.
  \Drupal::service('kernel')->terminate(\Drupal::request(), new Response());
  return (int) $node->id();
};
