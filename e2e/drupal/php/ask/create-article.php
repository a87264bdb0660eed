<?php

/**
 * @file
 * Creates an article on the front page.
 */

declare(strict_types=1);

use Drupal\node\Entity\Node;
use Symfony\Component\HttpFoundation\Response;

return static function (string $title): string {
  $node = Node::create(['type' => 'e2e_article', 'title' => $title, 'status' => 1, 'promote' => 1]);
  $node->save();
  // What the end of a request does.
  \Drupal::service('kernel')->terminate(\Drupal::request(), new Response());
  return (string) $node->id();
};
